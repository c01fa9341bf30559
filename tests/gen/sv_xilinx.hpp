// Yosys' models of the cells of an FPGA.
#pragma once

#include <string>

#include "tests/support/tools.hpp"

namespace denim::test {

inline std::string cell_models() {
  const Said said = run({"sh", "-c", "dirname \"$(dirname \"$(command -v yosys)\")\""});
  std::string root = said.output;
  root.resize(root.find_last_not_of('\n') + 1);
  return root + "/share/yosys/xilinx/cells_sim.v";
}

}  // namespace denim::test
