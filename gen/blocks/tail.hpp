// The tail behind an engine's results: requantisers side by side, and behind them a chain of TASD
// units.
#pragma once

#include <optional>
#include <string>

#include "gen/blocks/tasd.hpp"
#include "gen/ir/ir.hpp"

namespace denim::blocks {

struct TailShape {
  int columns = 8;     // values of a result
  int acc_width = 32;  // defaults of the parameters AccWidth, Width and RowWidth, bits
  int width = 8;
  int row_width = 4;
  int scale_width = 16;  // of the settings, bits
  int shift_width = 6;
  std::optional<TasdShape> series;  // its elements, width and side width follow from the above
};

// Adds the module `name`. Parameters AccWidth, Width, RowWidth, and Columns where there is no
// series. Ports: clk_i, rst_ni; the settings scale_i, shift_i, relu_i; valid_i, ready_o, row_i,
// data_i (the result, AccWidth bits a value, column 0 lowest); valid_o, ready_i, row_o, data_o
// (Width bits a value: the requantised result, or the residual), and of a series value_o and
// index_o (see add_tasd).
const ir::Module& add_tail(ir::Design& design, const std::string& name, TailShape shape);

}  // namespace denim::blocks
