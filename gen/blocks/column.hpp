// One column of a decoupled engine: its part of the memory, N multipliers, the N-input sum and the
// accumulators.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

// Defaults of the parameters AWidth, BWidth, AccWidth and Rows.
struct ColumnWidths {
  int a = 8;
  int b = 8;
  int accumulator = 32;
  int rows = 512;
};

// Adds module `name` around a memory that add_memory made, of `ports` ports and `depth` words. From
// the read to the result there are three cycles: product, sum, accumulator.
const ir::Module& add_column(ir::Design& design, const std::string& name, const ir::Module& memory,
                             int ports, int depth, const ColumnWidths& widths);

}  // namespace denim::blocks
