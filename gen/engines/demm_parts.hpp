// The parts of the `demm` engine's top: lanes with the tile's memory, and segments with their
// accumulators.
#pragma once

#include <optional>
#include <vector>

#include "gen/blocks/memory.hpp"
#include "gen/engines/frame.hpp"

namespace denim::generators::demm {

using ir::Expr;
using ir::Value;

// The pipeline and the tile, as denim_demm_tile and denim_output_stage drive them.
struct Control {
  Value enable;                 // the pipeline moves
  Value accept;                 // an a beat is taken
  Value b_write;                // a row of the tile is written
  Value present;                // rows that the tile has brought, a bit for each word of its memory
  Expr words;                   // of the tile's memory
  std::optional<Value> a_copy;  // that is used; nothing where there is one copy only
  std::optional<Value> b_copy;  // that is loaded

  // The word of the tile's memory that holds a row: the copies of a row lie side by side.
  static Value word_of(const Value& row, const std::optional<Value>& copy) {
    return copy ? ir::concatenate({row, *copy}) : row;
  }
};

inline bool packed(const Frame& frame) { return frame.number("segments") > 1; }
// A word of accumulators: all columns.
inline Expr row_width(const Frame& frame) {
  return frame.symbol("columns") * frame.symbol("acc_width");
}

// What a product's register holds, and where it is: in gen_multiply (a column) in gen_lane.
struct Products {
  ir::InTurn product;  // of a lane, in the column of index `c`
  Expr width;          // bits of it that count; the others repeat the sign

  // The product of a lane, as a loop over the columns with index `c` sees it.
  Value of(const Expr& lane) const { return product(lane).slice(0, width); }
};

// Lanes, their multipliers, and the tile's memory.
Products add_lanes(Frame& frame, const Control& control);

// What the banks of accumulators have for the c stream.
struct Results {
  Value emit;                      // a bit for each bank: it has a result
  Value row;                       // its accumulator, bank 0 lowest
  std::vector<Value> next;         // the word of each bank
  std::optional<Value> end_error;  // a bit for each segment
};
// The sums of each column, and the segments with their accumulators.
Results add_segments(Frame& frame, const Control& control, const Products& products);

}  // namespace denim::generators::demm
