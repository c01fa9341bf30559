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
  // 0: what is read, added and written is so in one cycle. 1: in cycles of their own, between
  // registers. 2: that, with a register directly behind the read.
  int sum_registers = 0;
  ir::RamStyle ram = ir::RamStyle::automatic;

  ir::Expr word() const { return columns * width; }
  // From the begin of a read to where its word is chosen.
  int read_registers() const { return read_latency + (sum_registers == 2 ? 1 : 0); }
  // From the cycle of a sum to that in which the accumulator is written.
  int cycles_behind_sum() const { return sum_registers == 0 ? 0 : 1; }
};

struct Accumulators {
  ir::Value row;   // the accumulators that the sums go to
  ir::Value next;  // what they become: the word with the sums added, column 0 lowest
};

// The sum of a column, as the inside of a loop over the columns sees it; what makes the sum there
// may be added to `body`.
using SumOfColumn = std::function<ir::Value(ir::Scope& body, const ir::Expr& column)>;

// The leaf that says where sums go, for such accumulators.
const ir::Leaf& destination(const AccumulatorShape& shape);

// Adds accumulators to `scope`, which may have one set of them. `address`, a destination(shape) of
// the same scope with as many Rows, says where the sums go: its inputs, emit_o, range_error_o and
// Stages, which ends cycles_behind_sum() behind the sum, are the engine's to connect; all else of
// it is connected here. A read takes part in the pipeline that `enable` moves.
Accumulators add_accumulators(ir::Scope& scope, const AccumulatorShape& shape,
                              const ir::Value& enable, ir::Instance& address,
                              const SumOfColumn& sum);

}  // namespace denim::blocks
