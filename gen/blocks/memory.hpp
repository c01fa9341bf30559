// The 1-write N-read memory: N read ports, each of which may read any word in the same cycle, or,
// in a banked memory, any word in a bank of its own.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

enum class MemoryStyle {
  regs,        // one register file, a multiplexer for each read port
  replicated,  // N copies of a 1R1W RAM, all written alike
  banked,      // N banks of a 1R1W RAM, no copies, and a crossbar from banks to ports
};

struct MemoryShape {
  MemoryStyle style = MemoryStyle::replicated;
  int ports = 1;         // read ports; of a banked memory a power of two, at least 2
  int rows = 2;          // of banked memory a multiple of ports, at least twice that
  int copies = 1;        // of all rows, 1 or 2; the word of a row's copy is row * copies + copy
  int width = 64;        // default of the parameter Width, bits
  int read_latency = 0;  // cycles, 0 or 1

  int words() const { return rows * copies; }
  bool banked() const { return style == MemoryStyle::banked; }
  // Whether the read ports say when they read: read_<n>_i.
  bool has_reads() const {
    return banked() || (read_latency > 0 && style == MemoryStyle::replicated);
  }
};

// Adds module `name`: parameter Width; ports clk_i, write_i, write_addr_i, write_data_i, and for
// each read port n read_addr_<n>_i and read_data_<n>_o. With read_latency = 1 a read begins while
// enable_i is high, and where the ports have read_<n>_i its data stay until the next one.
//
// Row r of a banked memory is in bank r mod ports; there, `conflict_o` has a bit for each bank, set
// while two ports read it.
const ir::Module& add_memory(ir::Design& design, const std::string& name, const MemoryShape& shape);

}  // namespace denim::blocks
