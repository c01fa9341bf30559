// The registers of a bundle's AXI top as a module: the table of gen/spec/registers.hpp behind an
// AXI4-Lite port.
#pragma once

#include <string>
#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/registers.hpp"

namespace denim::wrap {

// What leads to the registers and comes from them, as signals of the table:
//   status   <signal>_i, what is read
//   setting  <signal>_o, what was written
//   command  <signal>_o, high for a cycle; <signal>_i, that it is not done yet
//   event    <signal>_i, that it has happened; <signal>_clear_o, a bit for each of it
const ir::Module& add_registers(const std::vector<spec::RegisterDeclaration>& table,
                                const std::string& name, ir::Design& design);

// The ports of the AXI4-Lite bus: those of a module, and connected to the same of a top.
struct AxiLitePort {
  std::string name;  // "s_axi_awaddr"
  ir::Direction direction = ir::Direction::in;
  std::int64_t width = 1;
  std::string comment;
};
const std::vector<AxiLitePort>& axi_lite_ports();

}  // namespace denim::wrap
