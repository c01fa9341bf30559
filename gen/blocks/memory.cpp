#include "gen/blocks/memory.hpp"

#include <bit>
#include <vector>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

using ir::Expr;
using ir::Value;

Memory::Memory(ir::Scope& scope, const MemoryShape& shape, const MemoryControl& control)
    : scope_(scope), shape_(shape), control_(control) {
  const bool is_array = shape.style == MemoryStyle::replicated && shape.read_latency == 0;
  if (is_array) {
    words_ = scope.memory({"tile", shape.width, shape.words,
                           "The tile of B, read by each lane; column 0 of a row is lowest",
                           control.write, control.address, control.data, shape.ram});
  } else if (shape.style == MemoryStyle::regs) {
    words_ = scope.net("tile", shape.words * shape.width, "The tile of B, all rows, row 0 lowest");
    scope.instance(catalog::common::register_file, "u_tile_rows")
        .set("Depth", shape.words)
        .set("Width", shape.width)
        .connect("write_i", control.write)
        .connect("write_addr_i", control.address)
        .connect("write_data_i", control.data)
        .connect("words_o", *words_);
  } else if (shape.banked()) {
    control_.address = scope.net_of("b_word", Expr::index_width(shape.words), control.address,
                                    "Word of the tile that is written");
    words_ = scope.net_array("bank_rows", shape.width, shape.lanes, "What the banks read");
  }
}

// {row within the bank, bank, copy}: what lies where in an address.
Value Memory::bank_of(const Value& address) const {
  return address.slice(shape_.copies - 1, std::countr_zero(static_cast<unsigned>(shape_.ports)));
}
Value Memory::word_in_bank(const Value& address) const {
  const int bank_bits = std::countr_zero(static_cast<unsigned>(shape_.ports));
  const int copy_bits = shape_.copies - 1;
  const int bits = static_cast<int>(ir::index_width(shape_.rows * shape_.copies));
  const Value row = address.slice(copy_bits + bank_bits, bits - copy_bits - bank_bits);
  return copy_bits == 0 ? row : ir::concatenate({row, address.bit(0)});
}

Value Memory::read(ir::Scope& port, const Value& address, const std::optional<Value>& read) {
  const bool registered = shape_.read_latency > 0;
  // A row is read where it is used, if it can be: a net of a whole row costs a simulator an eighth
  // of its speed.
  const char* comment = "Row of B that the lane has read";
  asks_ = read;
  address_ = address;
  if (shape_.banked()) {
    const Expr width = Expr::index_width(shape_.lanes);
    const char* what = "Bank that the row comes from";
    const Value bank =
        registered ? port.register_of("bank", width, bank_of(address), control_.enable, what)
                   : port.net_of("bank", width, bank_of(address), what);
    return words_->word(bank);
  }
  if (shape_.style == MemoryStyle::regs) {
    const Value word = words_->element(address, shape_.width);
    return registered ? port.register_of("tile_row", shape_.width, word, control_.enable, comment)
                      : port.net_of("tile_row", shape_.width, word, comment);
  }
  if (!registered) return words_->word(address);
  const Value row = port.net("tile_row", shape_.width, comment);
  port.instance(catalog::common::ram_registered_in(shape_.ram), "u_tile_copy")
      .set("Depth", shape_.words)
      .set("Width", shape_.width)
      .connect("write_i", control_.write)
      .connect("write_addr_i", control_.address)
      .connect("write_data_i", control_.data)
      .connect("enable_i", control_.enable)
      .connect("read_i", *read)
      .connect("read_addr_i", address)
      .connect("read_data_o", row);
  return row;
}

Value Memory::add_banks(const std::string& ports_label) {
  const Expr depth = shape_.rows / shape_.ports * shape_.copies;
  const Expr address_width = Expr::index_width(depth);
  const Expr bank_bits = std::countr_zero(static_cast<unsigned>(shape_.ports));
  const Value conflict = scope_.net("error_bank_conflict", shape_.lanes);
  scope_.loop(
      "b", shape_.lanes, "gen_bank", "A bank of the tile", [&](ir::Scope& bank, const Expr& b) {
        const Value number = ir::number(bank_bits, b);
        const Value hits = bank.net("hits", shape_.lanes, "Lanes that read the bank");
        bank.loop("n", shape_.lanes, "gen_hit", "", [&](ir::Scope& hit, const Expr& n) {
          const Value wanted = bank_of(address_->in_turn(ports_label, n));
          hit.assign(hits.bit(n), asks_->in_turn(ports_label, n) & ir::equal(wanted, number));
        });
        std::optional<Value> address;
        for (int n = 0; n < shape_.ports; ++n) {
          const Value word = ir::replicate(address_width, hits.bit(n)) &
                             word_in_bank(address_->in_turn(ports_label, n));
          address = address ? *address | word : word;
        }
        bank.assign(conflict.bit(b), ir::any(hits & (hits - ir::constant(shape_.lanes, 1))));
        const Value row =
            bank.net_of("bank_row", address_width, *address, "Row that the lane reads");
        const Value write = bank.net_of(
            "bank_write", 1, control_.write & ir::equal(bank_of(control_.address), number),
            "The row that comes is one of the bank's");
        add_bank_ram(bank, depth, write, hits, row, words_->word(b));
      });
  return conflict;
}

void Memory::add_bank_ram(ir::Scope& bank, const Expr& depth, const Value& write, const Value& hits,
                          const Value& row, const Value& data) {
  const Value write_row = word_in_bank(control_.address);
  if (shape_.read_latency == 0) {
    const Value words = bank.memory({"rows", shape_.width, depth, "Rows of the bank", write,
                                     write_row, control_.data, shape_.ram});
    bank.assign(data, words.word(row));
    return;
  }
  bank.instance(catalog::common::ram_registered_in(shape_.ram), "u_rows")
      .set("Depth", depth)
      .set("Width", shape_.width)
      .connect("write_i", write)
      .connect("write_addr_i", write_row)
      .connect("write_data_i", control_.data)
      .connect("enable_i", control_.enable)
      .connect("read_i", ir::any(hits))
      .connect("read_addr_i", row)
      .connect("read_data_o", data);
}

}  // namespace denim::blocks
