// The 1-write N-read memory: N read ports, each of which may read any word in the same cycle, or,
// in a banked memory, any word in a bank of its own.
//
// It has no module of its own: what each port needs stands in the loop over the ports, which is the
// engine's.
#pragma once

#include <optional>
#include <string>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

enum class MemoryStyle {
  regs,        // a register file with a multiplexer for each read port
  replicated,  // a RAM with N read ports, which synthesis makes of N copies, all written alike
  banked,      // N banks of a 1R1W RAM, no copies, and a crossbar from banks to ports
};

struct MemoryShape {
  MemoryStyle style = MemoryStyle::replicated;
  int ports = 1;         // read ports; of a banked memory a power of two, at least 2
  int rows = 2;          // of banked memory a multiple of ports, at least twice that
  int copies = 1;        // of all rows, 1 or 2; the word of a row's copy is row * copies + copy
  int read_latency = 0;  // cycles, 0 or 1
  ir::RamStyle ram = ir::RamStyle::automatic;  // not of a register file
  ir::Expr words = 2;                          // rows * copies, as the module writes it
  ir::Expr width = 64;                         // of a word, bits
  ir::Expr lanes = 1;                          // ports, as the module writes it

  bool banked() const { return style == MemoryStyle::banked; }
  // Whether a port says when it reads.
  bool has_reads() const {
    return banked() || (read_latency > 0 && style == MemoryStyle::replicated);
  }
};

// The write port, and what moves registered reads.
struct MemoryControl {
  ir::Value write, address, data;  // a word is written at the end of this cycle
  ir::Value enable;                // reads may begin
};

class Memory {
 public:
  // Adds what all ports share to `scope`.
  Memory(ir::Scope& scope, const MemoryShape& shape, const MemoryControl& control);

  // Adds a read port to the inside of the loop over the ports: the word at `address`, in the cycle
  // of `read` (where the ports have it) or one later. One call stands for all turns.
  ir::Value read(ir::Scope& port, const ir::Value& address, const std::optional<ir::Value>& read);
  // Adds the banks of a banked memory, behind the loop over the ports, whose label it is. Returns a
  // bit for each bank: two ports read it in this cycle.
  ir::Value add_banks(const std::string& ports_label);

 private:
  ir::Value bank_of(const ir::Value& address) const;
  ir::Value word_in_bank(const ir::Value& address) const;
  void add_bank_ram(ir::Scope& bank, const ir::Expr& depth, const ir::Value& write,
                    const ir::Value& hits, const ir::Value& row, const ir::Value& data);

  ir::Scope& scope_;
  MemoryShape shape_;
  MemoryControl control_;
  std::optional<ir::Value> words_;           // of a register file or an array: all of them
  std::optional<ir::Value> asks_, address_;  // of a port: it reads, and where
};

}  // namespace denim::blocks
