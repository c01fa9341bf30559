// <name>.core for FuseSoC, CAPI2.
#include <fmt/format.h>

#include "denim_version.hpp"
#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

std::string write_core(const Contents& contents) {
  const std::string& axis = contents.top("axis").module->name;
  std::string vectors;  // where the bench looks for them
  for (const std::string& file : contents.files) {
    if (file.starts_with("sim/") && file.ends_with(".hex"))
      vectors += fmt::format("      - {0}: {{file_type: user, copyto: {0}}}\n", file);
  }
  // The first line must be this one.
  return fmt::format(
      "CAPI=2:\n{0}name: denim::{1}:{2}\ndescription: \"{3}\"\n\n"
      "filesets:\n"
      "  engine:\n    files:\n{4}    file_type: systemVerilogSource\n"
      "  tops:\n    files:\n{5}    file_type: verilogSource\n"
      "  bench:\n    files:\n      - sim/{1}_tb.sv: {{file_type: systemVerilogSource}}\n{7}"
      "  constraints:\n    files:\n      - {1}_ooc.xdc: {{file_type: xdc}}\n\n"
      "targets:\n"
      "  default:\n    filesets: [engine, tops]\n    toplevel: {6}\n"
      "  lint:\n    filesets: [engine, tops]\n    toplevel: {6}\n    default_tool: verilator\n"
      "    tools:\n      verilator:\n        mode: lint-only\n"
      "        verilator_options: [-Wall]\n"
      "  sim:\n    filesets: [engine, tops, bench]\n    toplevel: {1}_tb\n"
      "    parameters: [SEED, STALL]\n    default_tool: icarus\n    tools:\n"
      "      icarus:\n        iverilog_options: [-g2012]\n"
      "      verilator:\n        mode: binary\n"
      "        verilator_options: [--timing, --assert]\n"
      "  synth:\n    filesets: [engine, tops, constraints]\n    toplevel: {6}\n"
      "    default_tool: vivado\n    tools:\n      vivado:\n        pnr: none\n\n"
      "parameters:\n"
      "  SEED: {{datatype: int, paramtype: plusarg, default: 0, description: Seed of the stalls}}\n"
      "  STALL: {{datatype: int, paramtype: plusarg, default: 50, description: Per cent of "
      "stalls}}\n",
      provenance(contents.spec, "# "), contents.engine.name, DENIM_VERSION,
      contents.spec.engine().meaning, source_lines(contents, "      - ", ".sv"),
      source_lines(contents, "      - ", ".v"), axis, vectors);
}

const RegisterBundleFile core("{}.core", write_core);

}  // namespace

}  // namespace denim::emit
