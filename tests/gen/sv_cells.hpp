// Models of the cells of FPGAs: Yosys' own, and one that it lacks.
#pragma once

#include <string>
#include <vector>

#include "tests/support/scratch_folder.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

// What Icarus is given beside a netlist.
struct Cells {
  std::vector<std::string> models;
};

inline std::string yosys_share() {
  const Said said = run({"sh", "-c", "dirname \"$(dirname \"$(command -v yosys)\")\""});
  std::string root = said.output;
  root.resize(root.find_last_not_of('\n') + 1);
  return root + "/share/yosys/";
}

inline Cells xilinx_cells() { return {{yosys_share() + "xilinx/cells_sim.v"}}; }

// The multiplier as Yosys 0.23 uses it, without a register: of an ECP5's it has the ports alone.
inline std::string ecp5_multiplier() {
  const auto bits = [](const char* name, int count) {
    std::string list;
    for (int bit = count - 1; bit >= 0; --bit)
      list += (list.empty() ? name : std::string(", ") + name) + std::to_string(bit);
    return list;
  };
  const std::string a = bits("A", 18), b = bits("B", 18), p = bits("P", 36);
  return "module MULT18X18D (\n  input " + a + ",\n  input " + b + ",\n  input " + bits("C", 18) +
         ",\n  input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,\n  output " + p +
         "\n);\n"
         "  wire signed [18:0] a = {SIGNEDA && A17, " +
         a + "};\n  wire signed [18:0] b = {SIGNEDB && B17, " + b + "};\n  assign {" + p +
         "} = 36'(38'(a) * 38'(b));\nendmodule\n";
}

inline Cells ecp5_cells(const ScratchFolder& folder) {
  const std::string cells = yosys_share() + "ecp5";
  return {{"-I" + cells, cells + "/cells_sim.v",
           folder.write("multiplier.v", ecp5_multiplier()).string()}};
}

}  // namespace denim::test
