// Accumulators: a memory whose word is a row of them, one a column, and in each column the adder in
// front of it.
#pragma once

#include <functional>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

struct AccumulatorShape {
  ir::Expr rows;         // accumulators of a column
  ir::Expr row_width;    // bits that name one: index_width(rows), as the engine writes it
  ir::Expr columns;      // accumulators in a word
  ir::Expr width;        // of an accumulator, bits, at least that of a sum
  int read_latency = 0;  // cycles, 0 or 1
  ir::RamStyle ram = ir::RamStyle::automatic;

  ir::Expr word() const { return columns * width; }
};

struct Accumulators {
  ir::Value row;   // the accumulators that the sums go to
  ir::Value next;  // what they become: the word with the sums added, column 0 lowest
};

// The sum of a column, as the inside of a loop over the columns sees it; what makes the sum there
// may be added to `body`.
using SumOfColumn = std::function<ir::Value(ir::Scope& body, const ir::Expr& column)>;

// Adds accumulators to `scope`, which may have one set of them. `address`, a
// denim_accumulator_address of the same scope with as many Rows, says where the sums go: its
// inputs, emit_o and range_error_o are the engine's to connect, all its other outputs are connected
// here. The sums are there in the cycle of its write_o. A read takes part in the pipeline that
// `enable` moves.
Accumulators add_accumulators(ir::Scope& scope, const AccumulatorShape& shape,
                              const ir::Value& enable, ir::Instance& address,
                              const SumOfColumn& sum);

}  // namespace denim::blocks
