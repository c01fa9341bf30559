// The parts of `outer`: a unit, in it the positions that a bitmap gives its values, and its rows of
// accumulators.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::generators::outer {

// Sizes that were decided at generation; powers of two, but for the slots.
struct UnitShape {
  explicit UnitShape(const spec::Spec& spec);

  int p = 8, q = 16;               // values of A and of B in a step
  int tile = 32;                   // rows and columns of accumulators
  int a_slots = 32, b_slots = 32;  // values that a beat brings
  int queue = 4;
  int banks = 32;     // rows and columns of banks; `tile`: an adder for each accumulator
  int collector = 1;  // groups of values, one of each lane, that may be used in any order

  bool is_banked() const { return banks < tile; }
  int fold() const { return tile / banks; }  // rows of the tile in a row of banks; columns too
};

// The bits below each bit of a bitmap, counted: the places of its values among the condensed ones.
struct Positions {
  ir::Value before;  // an array: word i counts the bits below bit i, word `tile` all of them
  ir::Expr width;    // of a count
};
// A prefix network (Sklansky, "Conditional-sum addition logic", 1960) with log2(tile) levels of
// adders. Nets are named after `side`. The tile is a power of two.
Positions add_positions(ir::Scope& scope, const std::string& side, const ir::Value& bitmap,
                        const ir::Expr& tile, int tile_size);

// Adds module `name`: a row of accumulators, one a column of the tile, and the row of the tile that
// leaves. Parameters AccWidth, ProductWidth. Ports: clk_i, rst_ni; add_i, hit_i, lane_i (where
// p > 1), columns_i, products_i (by columns, in each by lanes of A): what is added; hand_over_i,
// move_i, above_i, held_o: the row that leaves.
const ir::Module& add_row(ir::Design& design, const std::string& name, const UnitShape& shape,
                          const spec::Spec& spec);

// Adds module `name`: a row of banks, in each of which are RAMs for its part of the tile that is
// added up and of the one that leaves. Parameters AccWidth, ProductWidth. Ports: clk_i, rst_ni;
// add_i, hit_i, lane_i (where p > 1), word_i, columns_i, column_words_i, products_i: what is added;
// sums_i, word of the tile that leaves: clear_i, clear_word_i, held_o.
const ir::Module& add_bank_row(ir::Design& design, const std::string& name, const UnitShape& shape,
                               const spec::Spec& spec);

// Adds module `name`, and before it <name>_row. Parameters AWidth, BWidth, AccWidth. Ports: clk_i,
// rst_ni; valid_i, ready_o, a_bitmap_i, a_value_i, b_bitmap_i, b_data_i, last_i: a step of k;
// valid_o, ready_i, data_o, row_o, last_o: a row of the tile; where a bitmap can have too many
// bits, a_too_many_o and b_too_many_o.
const ir::Module& add_unit(ir::Design& design, const std::string& name, const UnitShape& shape,
                           const spec::Spec& spec);

}  // namespace denim::generators::outer
