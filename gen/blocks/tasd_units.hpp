// The modules of TASD units, a block each, that a chain is made of.
#pragma once

#include <string>

#include "gen/blocks/tasd.hpp"

namespace denim::blocks {

// Parameter Width; ports clk_i, load_i, block_i (element 0 lowest), value_o and index_o (`kept`
// elements in falling order of rank, the first lowest) and rest_o (the block without them).
struct UnitModule {
  const ir::Module* module = nullptr;
  int stages = 1;  // each with a bit of load_i: a block comes into it at the end of this cycle
};

// A pipelined network.
UnitModule add_sorter(ir::Design& design, const std::string& name, const TasdShape& shape,
                      const TasdShape::Unit& unit);
// A comparator tree. It has step_i too, an element is taken, unless it takes one alone: the outputs
// are right in the cycle behind kept − 1 steps.
UnitModule add_serial(ir::Design& design, const std::string& name, const TasdShape& shape,
                      const TasdShape::Unit& unit);

}  // namespace denim::blocks
