// <name>.ys, a script of Yosys: cells of the AXI-Stream top. Modules stay as they are: Yosys 0.23
// merges multipliers that are not equal when it flattens.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

const RegisterBundleFile yosys_script("{}.ys", [](const Contents& contents) {
  return fmt::format(
      "{}# Run in this folder: yosys {}.ys\n# For a chip, write its command in place of synth, "
      "such as synth_xilinx.\n{}synth -top {}\ntee -o /dev/stdout stat\n",
      provenance(contents.spec, "# "), contents.engine.name,
      source_lines(contents, "read_verilog -sv "), contents.top("axis").module->name);
});

}  // namespace

}  // namespace denim::emit
