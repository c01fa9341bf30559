// The 1-write N-read memory: N read ports that may all read any word in the same cycle.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

enum class MemoryStyle {
  regs,        // one word bank, a multiplexer for each read port
  replicated,  // N copies of a 1R1W RAM, all written alike
};

struct MemoryShape {
  MemoryStyle style = MemoryStyle::replicated;
  int ports = 1;   // read ports
  int depth = 2;   // words
  int width = 64;  // default of the parameter Width, bits
};

// Adds module `name`: parameter Width; ports clk_i, write_i, write_addr_i, write_data_i, and for
// each read port n read_addr_<n>_i and read_data_<n>_o. The read is asynchronous.
const ir::Module& add_memory(ir::Design& design, const std::string& name, const MemoryShape& shape);

}  // namespace denim::blocks
