// The parts of the `nm_array` engine's top: the tile that the waves use, the rows of PEs, and what
// becomes of the sums below them.
#pragma once

#include <optional>

#include "gen/engines/frame.hpp"
#include "gen/engines/nm_array/pe.hpp"
#include "gen/ir/ir.hpp"

namespace denim::generators::nm_array {

using ir::Expr;
using ir::Value;

// What all parts see.
struct Array {
  Frame& frame;
  const PeShape& shape;
  Expr sum_width;      // of a column's sum
  Expr passing_width;  // of a sum that passes from row to row
  Expr whole_way;      // cycles that a wave takes from the first PE to the last
  Value enable;        // the waves move
  Value accept;        // a wave enters

  const Expr& rows() const { return frame.symbol("pe_rows"); }
  const Expr& columns() const { return frame.symbol("pe_cols"); }
  int select() const { return frame.cycles("select"); }
  // Cycles that a wave takes to the PE in this row and column, from the one in the corner.
  Expr way_to(const Expr& r, const Expr& c) const { return shape.systolic ? r + c : Expr(0); }
  // Cycles that a wave takes to leave a row of PEs.
  Expr way_out_of(const Expr& r) const {
    return shape.systolic ? r + (columns() + (select() - 1)) : Expr(select());
  }
  Expr values_width() const { return frame.symbol("weights") * frame.symbol("a_width"); }
  Expr indices_width() const { return frame.symbol("weights") * frame.width("a", "index"); }
};

// What the a beats bring, and the wave that enters.
struct Tile {
  Value load_row;                // a bit a row: its weights are loaded
  Value values;                  // of the a beat
  std::optional<Value> indices;  // positions of the values, where there is a choice
  Value pulse;                   // by the cycles of a wave's way, see add_pulse
  std::optional<Value> pattern;  // of the wave, where there are several
  Value first, last;             // of the wave's sums for their accumulators
};
Tile add_tile(const Array& array);

// Rows of PEs. Returns the sum over the rows of each column: all columns' come in the same cycle.
ir::InTurn add_rows(const Array& array, const Tile& tile, const ir::Module& pe);

// Accumulators and the c stream.
void add_results(const Array& array, const Tile& tile, const ir::InTurn& total);

}  // namespace denim::generators::nm_array
