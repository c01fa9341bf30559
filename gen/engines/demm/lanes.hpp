// The lanes of the `demm` engine's top, with their multipliers and the tile's memory.
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
  Value offer;                  // an a beat is taken if the pipeline moves
  Value b_write;                // a row of the tile is written
  Value present;                // a bit a lane: the tile has brought the row that it asks for
  Expr words;                   // of the tile's memory
  std::optional<Value> a_copy;  // that is used; nothing where there is one copy only
  std::optional<Value> b_copy;  // that is loaded

  // The word of the tile's memory that holds a row: the copies of a row lie side by side.
  static Value word_of(const Value& row, const std::optional<Value>& copy) {
    return copy ? ir::concatenate({row, *copy}) : row;
  }
};

// Two columns' products are one (`dsp_pack`).
inline bool packs_products(const Frame& frame) { return frame.spec().word("dsp_pack") != "none"; }

// Where the products are: each in gen_multiply (a column) in gen_lane; or, packed, those of a lane
// side by side.
struct Products {
  ir::InTurn product;  // of a lane: in the column of index `c`, or of all columns
  bool packed = false;
  Expr width;  // bits of a product; of one by itself the others repeat the sign

  // The product of a lane, as a loop over the columns with index `c` sees it.
  Value of(const Expr& lane) const {
    return packed ? product(lane).element(Expr::name("c"), width) : product(lane).slice(0, width);
  }
};

// Lanes, their multipliers, and the tile's memory.
Products add_lanes(Frame& frame, const Control& control);

}  // namespace denim::generators::demm
