// What Yosys makes of the leaves that are meant to become special cells of an FPGA.
#include <string>

#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"

namespace denim::test {
namespace {

// Empty if Yosys, for a 7-series FPGA, makes of the leaf what the assertions say. They are
// arguments of Yosys' `select`.
std::string mapped(const std::string& leaf, const std::vector<std::string>& assertions) {
  const Sources sources = leaf_file(leaf).sources();
  std::string script = "read_verilog -sv";
  for (const std::string& file : sources.files) script += " " + file;
  script += "; hierarchy -check -top " + leaf + "; synth_xilinx -family xc7 -noiopad -top " + leaf;
  for (const std::string& assertion : assertions) script += "; select " + assertion;
  return run({"yosys", "-q", "-p", script}, sources.folder).complaint();
}

TEST_CASE("a memory becomes LUT RAM, not flip-flops", "[rtl][synthesis]") {
  CHECK(mapped("denim_ram", {"-assert-none t:FD*", "-assert-min 1 t:RAM*", "-assert-none t:RAMB*",
                             "-assert-max 20 t:*"}) == "");
  // The assertions bite.
  CHECK(mapped("denim_sticky", {"-assert-none t:FD*"}) != "");
}

TEST_CASE("a multiplier becomes one DSP block, its register inside", "[rtl][synthesis]") {
  CHECK(mapped("denim_multiply", {"-assert-count 1 t:DSP48E1", "-assert-none t:FD*"}) == "");
}

}  // namespace
}  // namespace denim::test
