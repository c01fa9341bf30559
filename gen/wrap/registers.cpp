#include "gen/wrap/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "gen/catalog/common.hpp"

namespace denim::wrap {

namespace {

using ir::Direction;
using ir::Value;
using spec::Access;
using spec::RegisterDeclaration;
using spec::RegisterField;

constexpr std::int64_t word_width = spec::register_address_width - 2;

// Bits of a register that are neighbours in their signal too: one field, or several.
std::vector<RegisterField> pieces_of(const RegisterDeclaration& one) {
  std::vector<RegisterField> pieces;
  for (const RegisterField& field : one.fields) {
    RegisterField* const last = pieces.empty() ? nullptr : &pieces.back();
    if (last && !field.signal.empty() && last->signal == field.signal &&
        field.low == last->low + last->width &&
        field.signal_low == last->signal_low + last->width) {
      last->reset |= field.reset << last->width;
      last->width += field.width;
    } else {
      pieces.push_back(field);
    }
  }
  return pieces;
}

// A signal that several registers read, or one.
struct Signal {
  Access access = Access::status;
  std::int64_t width = 0;
  std::string comment;
};

// In the order of the table.
std::vector<std::pair<std::string, Signal>> signals_of(
    const std::vector<RegisterDeclaration>& table) {
  std::vector<std::pair<std::string, Signal>> all;
  for (const RegisterDeclaration& one : table) {
    for (const RegisterField& piece : pieces_of(one)) {
      if (piece.access == Access::constant) continue;
      auto found = std::ranges::find(all, piece.signal, &std::pair<std::string, Signal>::first);
      if (found == all.end()) {
        // Several fields share what is said of their register.
        const bool is_one =
            std::ranges::find(one.fields, piece.width, &RegisterField::width) != one.fields.end();
        all.emplace_back(piece.signal,
                         Signal{piece.access, 0, is_one ? piece.meaning : one.meaning});
        found = all.end() - 1;
      }
      found->second.width =
          std::max<std::int64_t>(found->second.width, piece.signal_low + piece.width);
    }
  }
  return all;
}

Value bits_of(const Value& signal, std::int64_t signal_width, std::int64_t low,
              std::int64_t width) {
  return low == 0 && width == signal_width ? signal : signal.slice(low, width);
}

class Registers {
 public:
  Registers(const std::vector<RegisterDeclaration>& table, const std::string& name,
            ir::Design& design)
      : table_(table),
        module_(design.add(name,
                           "The registers of the AXI top behind an AXI4-Lite port, 32 bits each. "
                           "What counts which cycle, and what a bit does, is said where the top "
                           "connects them.")) {}

  const ir::Module& add() {
    module_.input("clk_i", 1, "Clock");
    module_.input("rst_ni", 1, "Synchronous reset, active low");
    for (const AxiLitePort& port : axi_lite_ports()) {
      ports_.emplace(port.name, port.direction == Direction::in
                                    ? module_.input(port.name, port.width, port.comment)
                                    : module_.output(port.name, port.width, port.comment));
    }
    for (const auto& [name, signal] : signals_of(table_)) add_signal(name, signal);
    add_bus();
    for (const RegisterDeclaration& one : table_) add_writes(one);
    add_reads();
    return module_;
  }

 private:
  ir::Scope& body() { return module_.body; }

  void add_signal(const std::string& name, const Signal& signal) {
    widths_[name] = signal.width;
    if (signal.access != Access::setting)
      seen_.emplace(name, module_.input(name + "_i", signal.width, signal.comment));
    if (signal.access == Access::setting) {
      const Value port = module_.output(name + "_o", signal.width, signal.comment);
      seen_.emplace(name, port);
      driven_.emplace(name, port);
    }
    if (signal.access == Access::command)
      driven_.emplace(name, module_.output(name + "_o", 1, "1 was written to it"));
    if (signal.access == Access::event)
      driven_.emplace(
          name, module_.output(name + "_clear_o", signal.width, "1 was written to a bit of it"));
  }

  // The word that a byte address names; the lowest two bits are not looked at.
  Value word_of(const std::string& channel) {
    const Value word = body().net(channel + "_word", word_width);
    const Value unused = body().net("unused_" + channel + "_byte", 2);
    body().assign(ir::concatenate({word, unused}), ports_.at("s_axi_" + channel + "addr"));
    return word;
  }

  void add_bus() {
    for (const char* channel : {"aw", "ar"}) {
      const std::string name = fmt::format("s_axi_{}prot", channel);
      body().assign(body().net(fmt::format("unused_{}prot", channel), 3), ports_.at(name));
    }
    const Value aw_word = word_of("aw");
    const Value ar_word = word_of("ar");
    write_ = body().net("write", 1, "A word is written");
    index_width_ = ir::index_width(static_cast<std::int64_t>(table_.size()));
    word_ = body().net("write_word", index_width_);
    data_ = body().net("write_data", spec::register_width);
    mask_ = body().net("write_mask", spec::register_width, "Bits of it that are written");
    read_ = body().net("read", 1, "A word is read");
    read_word_ = body().net("read_word", index_width_);
    ir::Instance& bus = body().instance(catalog::common::axi_lite, "u_bus");
    bus.set("Words", static_cast<std::int64_t>(table_.size()))
        .set("WordWidth", word_width)
        .connect("aw_word_i", aw_word)
        .connect("w_data_i", ports_.at("s_axi_wdata"))
        .connect("w_strb_i", ports_.at("s_axi_wstrb"))
        .connect("b_resp_o", ports_.at("s_axi_bresp"))
        .connect("ar_word_i", ar_word)
        .connect("r_resp_o", ports_.at("s_axi_rresp"))
        .connect("write_o", write_)
        .connect("write_word_o", word_)
        .connect("write_data_o", data_)
        .connect("write_mask_o", mask_)
        .connect("read_o", read_)
        .connect("read_word_o", read_word_);
    // s_axi_awvalid leads to aw_valid_i.
    for (const AxiLitePort& port : axi_lite_ports()) {
      if (!port.name.ends_with("valid") && !port.name.ends_with("ready")) continue;
      const std::size_t side = port.name.size() - 5;
      const std::string channel = port.name.substr(6, side - 6);
      bus.connect(fmt::format("{}_{}_{}", channel, port.name.substr(side),
                              port.direction == Direction::in ? 'i' : 'o'),
                  ports_.at(port.name));
    }
  }

  void add_writes(const RegisterDeclaration& one) {
    const std::vector<RegisterField> pieces = pieces_of(one);
    const auto is_read_only = [](const RegisterField& piece) {
      return piece.access == Access::constant || piece.access == Access::status;
    };
    if (std::ranges::all_of(pieces, is_read_only)) return;
    std::string name = "write_" + one.name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const Value writes = body().net_of(
        name, 1, write_ & ir::equal(word_, ir::constant(index_width_, one.offset / 4)));
    for (const RegisterField& piece : pieces) {
      if (is_read_only(piece)) continue;
      const auto part = [&](const Value& value) {
        return bits_of(value, spec::register_width, piece.low, piece.width);
      };
      const Value& target = driven_.at(piece.signal);
      if (piece.access == Access::setting) {
        body().set_register(target, (target & ~part(mask_)) | (part(data_) & part(mask_)), writes,
                            ir::constant(piece.width, piece.reset));
      } else {
        const Value all = piece.width == 1 ? writes : ir::replicate(piece.width, writes);
        body().assign(target, all & part(data_) & part(mask_));
      }
    }
  }

  // The register as it is read, from its highest bit down.
  Value read_value(const RegisterDeclaration& one) {
    std::vector<Value> parts;
    std::int64_t above = spec::register_width;
    const std::vector<RegisterField> pieces = pieces_of(one);
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
      const std::int64_t end = piece->low + piece->width;
      if (end < above) parts.push_back(ir::constant(above - end, 0));
      parts.push_back(piece->access == Access::constant
                          ? ir::constant(piece->width, piece->reset)
                          : bits_of(seen_.at(piece->signal), widths_.at(piece->signal),
                                    piece->signal_low, piece->width));
      above = piece->low;
    }
    if (above > 0) parts.push_back(ir::constant(above, 0));
    return parts.size() == 1 ? parts.front() : ir::concatenate(std::move(parts));
  }

  void add_reads() {
    std::vector<Value> values;
    for (const RegisterDeclaration& one : table_) values.push_back(read_value(one));
    body().set_register(ports_.at("s_axi_rdata"), ir::select(read_word_, std::move(values)), read_);
  }

  const std::vector<RegisterDeclaration>& table_;
  ir::Module& module_;
  std::int64_t index_width_ = 0;  // bits that name a register
  std::map<std::string, Value> ports_;
  std::map<std::string, std::int64_t> widths_;  // of signals
  std::map<std::string, Value> seen_;           // signals as they are read
  std::map<std::string, Value> driven_;         // ports that what is written drives
  Value write_ = ir::constant(1, 0), word_ = write_, data_ = write_, mask_ = write_;
  Value read_ = write_, read_word_ = write_;
};

}  // namespace

const ir::Module& add_registers(const std::vector<RegisterDeclaration>& table,
                                const std::string& name, ir::Design& design) {
  return Registers(table, name, design).add();
}

const std::vector<AxiLitePort>& axi_lite_ports() {
  static const std::vector<AxiLitePort> all = [] {
    constexpr std::int64_t address = spec::register_address_width;
    constexpr std::int64_t data = spec::register_width;
    const auto in = Direction::in;
    const auto out = Direction::out;
    return std::vector<AxiLitePort>{
        {"s_axi_awaddr", in, address,
         "Write address, bytes; the lowest two bits are not looked at"},
        {"s_axi_awprot", in, 3, "Not looked at"},
        {"s_axi_awvalid", in, 1, "A write address is offered"},
        {"s_axi_awready", out, 1, "An offered write address is taken"},
        {"s_axi_wdata", in, data, "Data of a write"},
        {"s_axi_wstrb", in, data / 8, "Bytes of it that are written"},
        {"s_axi_wvalid", in, 1, "Data of a write are offered"},
        {"s_axi_wready", out, 1, "Offered data are taken"},
        {"s_axi_bresp", out, 2, "Answer to a write: 0 OKAY, 2 SLVERR, of no register"},
        {"s_axi_bvalid", out, 1, "An answer to a write is offered"},
        {"s_axi_bready", in, 1, "An offered answer is taken"},
        {"s_axi_araddr", in, address, "Read address, bytes; the lowest two bits are not looked at"},
        {"s_axi_arprot", in, 3, "Not looked at"},
        {"s_axi_arvalid", in, 1, "A read address is offered"},
        {"s_axi_arready", out, 1, "An offered read address is taken"},
        {"s_axi_rdata", out, data, "Data of an answer to a read"},
        {"s_axi_rresp", out, 2, "Answer to a read: 0 OKAY, 2 SLVERR, of no register"},
        {"s_axi_rvalid", out, 1, "An answer to a read is offered"},
        {"s_axi_rready", in, 1, "An offered answer is taken"},
    };
  }();
  return all;
}

}  // namespace denim::wrap
