#include "gen/blocks/memory.hpp"

#include <fmt/format.h>

#include <bit>
#include <vector>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;

std::string describe(const MemoryShape& shape) {
  const std::string reads = shape.read_latency == 0 ? "asynchronous" : "registered";
  std::string how = "a copy for each read port, all written alike";
  if (shape.style == MemoryStyle::regs) how = "registers with a multiplexer for each read port";
  if (shape.banked()) {
    how = "a bank for each of them without copies, which no two may read at once, and a crossbar";
  }
  return fmt::format("Memory with one write port and {} {} read ports: {}.{}", shape.ports, reads,
                     how, shape.copies == 1 ? "" : " Two copies of each row lie side by side.");
}

class Memory {
 public:
  Memory(ir::Design& design, const std::string& name, const MemoryShape& shape)
      : shape_(shape),
        module_(design.add(name, describe(shape))),
        width_(module_.parameter("Width", shape.width, "Width of a word, bits")),
        depth_(module_.localparam("Depth", shape.words(), "Words")),
        addr_width_(
            module_.localparam("AddrWidth", Expr::index_width(depth_), "Bits that name a word")),
        clk_(module_.input("clk_i", 1, "Clock")),
        enable_(shape.read_latency == 0 ? clk_ : module_.input("enable_i", 1, "Reads may begin")),
        write_(module_.input("write_i", 1, "A word is written at the end of this cycle")),
        write_addr_(module_.input("write_addr_i", addr_width_, "Word that is written")),
        write_data_(module_.input("write_data_i", width_, "Its new value")) {
    for (int n = 0; n < shape.ports; ++n) add_port(n);
    switch (shape.style) {
      case MemoryStyle::regs:
        add_registers();
        break;
      case MemoryStyle::replicated:
        add_copies();
        break;
      case MemoryStyle::banked:
        add_banks();
        break;
    }
  }

  const ir::Module& module() const { return module_; }

 private:
  struct Port {
    Value addr;
    Value data;
    Value read;  // has a meaning only where the shape has reads
  };

  void add_port(int n) {
    const Value addr = module_.input(fmt::format("read_addr_{}_i", n), addr_width_,
                                     fmt::format("Word that port {} reads", n));
    const Value read = shape_.has_reads() ? module_.input(fmt::format("read_{}_i", n), 1,
                                                          fmt::format("Port {} reads", n))
                                          : addr;
    const Value data = module_.output(fmt::format("read_data_{}_o", n), width_,
                                      fmt::format("What port {} reads, in the {} cycle", n,
                                                  shape_.read_latency == 0 ? "same" : "next"));
    ports_.push_back({addr, data, read});
  }

  ir::Instance& write_port(ir::Instance& memory) const {
    return memory.set("Width", width_).connect("clk_i", clk_).connect("write_data_i", write_data_);
  }

  // The read port of a RAM whose word is asked for by `read`.
  void read_port(ir::Instance& ram, const Value& read, const Value& addr, const Value& data) const {
    ram.connect("read_addr_i", addr).connect("read_data_o", data);
    if (shape_.read_latency > 0) ram.connect("enable_i", enable_).connect("read_i", read);
  }

  const ir::Leaf& ram() const {
    return shape_.read_latency == 0 ? catalog::common::ram : catalog::common::ram_registered;
  }

  void add_registers() {
    const Value words = module_.body.net("words", depth_ * width_, "All words, word 0 lowest");
    write_port(module_.body.instance(catalog::common::register_file, "u_bank"))
        .set("Depth", depth_)
        .connect("write_i", write_)
        .connect("write_addr_i", write_addr_)
        .connect("words_o", words);
    for (int n = 0; n < shape_.ports; ++n) {
      const Port& port = ports_[static_cast<std::size_t>(n)];
      const bool registered = shape_.read_latency > 0;
      const Value word =
          registered ? module_.body.net(fmt::format("word_{}", n), width_) : port.data;
      module_.body.instance(catalog::common::word_mux, fmt::format("u_port_{}", n))
          .set("Depth", depth_)
          .set("Width", width_)
          .connect("words_i", words)
          .connect("read_addr_i", port.addr)
          .connect("read_data_o", word);
      if (!registered) continue;
      module_.body.instance(catalog::common::register_, fmt::format("u_data_{}", n))
          .set("Width", width_)
          .connect("clk_i", clk_)
          .connect("enable_i", enable_)
          .connect("data_i", word)
          .connect("data_o", port.data);
    }
  }

  void add_copies() {
    for (int n = 0; n < shape_.ports; ++n) {
      const Port& port = ports_[static_cast<std::size_t>(n)];
      ir::Instance& copy = write_port(module_.body.instance(ram(), fmt::format("u_copy_{}", n)))
                               .set("Depth", depth_)
                               .connect("write_i", write_)
                               .connect("write_addr_i", write_addr_);
      read_port(copy, port.read, port.addr, port.data);
    }
  }

  // {row within the bank, bank, copy}: what lies where in an address.
  Value bank_of(const Value& addr) const {
    return addr.slice(shape_.copies - 1, std::countr_zero(static_cast<unsigned>(shape_.ports)));
  }
  Value word_in_bank(const Value& addr) const {
    const int bank_bits = std::countr_zero(static_cast<unsigned>(shape_.ports));
    const int copy_bits = shape_.copies - 1;
    const int bits = static_cast<int>(ir::index_width(shape_.words()));
    const Value row = addr.slice(copy_bits + bank_bits, bits - copy_bits - bank_bits);
    return copy_bits == 0 ? row : ir::concatenate({row, addr.bit(0)});
  }

  void add_banks() {
    const Expr banks = module_.localparam("Banks", shape_.ports, "Banks: as many as read ports");
    const Expr bank_depth =
        module_.localparam("BankDepth", shape_.words() / shape_.ports, "Words of a bank");
    const Expr bank_addr_width = module_.localparam("BankAddrWidth", Expr::index_width(bank_depth),
                                                    "Bits that name a word of a bank");
    const Value conflict =
        module_.output("conflict_o", banks, "One bit a bank: two ports read it in this cycle");
    const Value words = module_.body.net("words", banks * width_, "What the banks read");
    module_.body.loop("b", banks, "gen_bank", "", [&](ir::Scope& bank, const Expr& b) {
      const Value write = bank.net("write", 1, "The word is in this bank");
      const Value write_addr = bank.net("write_addr", bank_addr_width);
      request(bank, "u_write", b, banks, bank_depth, write_, write_addr_, write, write_addr);
      std::vector<Claim> claims;
      for (int n = 0; n < shape_.ports; ++n) {
        const Port& port = ports_[static_cast<std::size_t>(n)];
        const Value hit = bank.net(fmt::format("hit_{}", n), 1);
        const Value addr = bank.net(fmt::format("addr_{}", n), bank_addr_width);
        request(bank, fmt::format("u_request_{}", n), b, banks, bank_depth, port.read, port.addr,
                hit, addr);
        claims.push_back({hit, addr, ir::constant(1, 0), n, n});
      }
      const Claim claim = merge(bank, claims, bank_addr_width);
      bank.assign(conflict.bit(b), claim.clash);
      ir::Instance& memory = write_port(bank.instance(ram(), "u_ram"))
                                 .set("Depth", bank_depth)
                                 .connect("write_i", write)
                                 .connect("write_addr_i", write_addr);
      read_port(memory, claim.hit, claim.addr, words.slice(b * width_, width_));
    });
    for (int n = 0; n < shape_.ports; ++n) add_crossbar(n, words, banks);
  }

  void request(ir::Scope& scope, const std::string& name, const Expr& bank, const Expr& banks,
               const Expr& bank_depth, const Value& asks, const Value& addr, const Value& hit,
               const Value& bank_addr) const {
    scope.instance(catalog::common::bank_request, name)
        .set("Bank", bank)
        .set("Banks", banks)
        .set("Depth", bank_depth)
        .connect("read_i", asks)
        .connect("bank_i", bank_of(addr))
        .connect("addr_i", word_in_bank(addr))
        .connect("hit_o", hit)
        .connect("addr_o", bank_addr);
  }

  // What some ports, first … last, ask of a bank.
  struct Claim {
    Value hit, addr, clash;
    int first, last;
  };

  // A tree of the claims on one bank.
  Claim merge(ir::Scope& scope, std::vector<Claim> claims, const Expr& addr_width) const {
    while (claims.size() > 1) {
      std::vector<Claim> merged;
      for (std::size_t i = 0; i < claims.size(); i += 2) {
        const Claim& low = claims[i];
        const Claim& high = claims[i + 1];  // their number is a power of two
        const std::string range = fmt::format("{}_{}", low.first, high.last);
        // Only a registered read wants to know whether anyone asks at all.
        const bool open = claims.size() == 2 && shape_.read_latency == 0;
        const Claim both{open ? low.hit : scope.net("hit_" + range, 1),
                         scope.net("addr_" + range, addr_width), scope.net("clash_" + range, 1),
                         low.first, high.last};
        ir::Instance& node = scope.instance(catalog::common::bank_merge, "u_merge_" + range);
        node.set("AddrWidth", addr_width)
            .connect("first_hit_i", low.hit)
            .connect("first_addr_i", low.addr)
            .connect("first_clash_i", low.clash)
            .connect("second_hit_i", high.hit)
            .connect("second_addr_i", high.addr)
            .connect("second_clash_i", high.clash)
            .connect("addr_o", both.addr)
            .connect("clash_o", both.clash);
        if (open) {
          node.leave_open("hit_o");
        } else {
          node.connect("hit_o", both.hit);
        }
        merged.push_back(both);
      }
      claims = std::move(merged);
    }
    return claims.front();
  }

  void add_crossbar(int n, const Value& words, const Expr& banks) {
    const Port& port = ports_[static_cast<std::size_t>(n)];
    Value bank = bank_of(port.addr);
    if (shape_.read_latency > 0) {
      const Value arrived =
          module_.body.net(fmt::format("bank_{}", n), Expr::index_width(banks),
                           fmt::format("Bank whose word port {} has asked for", n));
      module_.body.instance(catalog::common::register_, fmt::format("u_bank_{}", n))
          .set("Width", Expr::index_width(banks))
          .connect("clk_i", clk_)
          .connect("enable_i", enable_)
          .connect("data_i", bank)
          .connect("data_o", arrived);
      bank = arrived;
    }
    module_.body.instance(catalog::common::word_mux, fmt::format("u_port_{}", n))
        .set("Depth", banks)
        .set("Width", width_)
        .connect("words_i", words)
        .connect("read_addr_i", bank)
        .connect("read_data_o", port.data);
  }

  MemoryShape shape_;
  ir::Module& module_;
  Expr width_, depth_, addr_width_;
  Value clk_, enable_, write_, write_addr_, write_data_;
  std::vector<Port> ports_;
};

}  // namespace

const ir::Module& add_memory(ir::Design& design, const std::string& name,
                             const MemoryShape& shape) {
  return Memory(design, name, shape).module();
}

}  // namespace denim::blocks
