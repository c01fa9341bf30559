// The N:M PE: N multipliers, one for each non-zero of a block, and their sum.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

// Defaults of the parameters AWidth, BWidth and SumWidth, bits.
struct PeWidths {
  int a = 8;
  int b = 8;
  int sum = 32;
};

// Adds module `name` of `lanes` multipliers: ports clk_i, enable_i, for each lane n a_<n>_i and
// b_<n>_i, and sum_o, two cycles later: products, then their sum, each in registers.
const ir::Module& add_pe(ir::Design& design, const std::string& name, int lanes,
                         const PeWidths& widths);

}  // namespace denim::blocks
