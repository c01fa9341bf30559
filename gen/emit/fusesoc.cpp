// <name>.core for FuseSoC, CAPI2.
#include <fmt/format.h>

#include "denim_version.hpp"
#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

std::string write_core(const Contents& contents) {
  const std::string& axis = contents.top("axis").module->name;
  // The first line must be this one.
  return fmt::format(
      "CAPI=2:\n{0}name: denim::{1}:{2}\ndescription: \"{3}\"\n\n"
      "filesets:\n"
      "  engine:\n    files:\n{4}    file_type: systemVerilogSource\n"
      "  tops:\n    files:\n{5}    file_type: verilogSource\n"
      "  constraints:\n    files:\n      - {1}_ooc.xdc: {{file_type: xdc}}\n\n"
      "targets:\n"
      "  default:\n    filesets: [engine, tops]\n    toplevel: {6}\n"
      "  lint:\n    filesets: [engine, tops]\n    toplevel: {6}\n    default_tool: verilator\n"
      "    tools:\n      verilator:\n        mode: lint-only\n"
      "        verilator_options: [-Wall]\n"
      "  synth:\n    filesets: [engine, tops, constraints]\n    toplevel: {6}\n"
      "    default_tool: vivado\n    tools:\n      vivado:\n        pnr: none\n",
      provenance(contents.spec, "# "), contents.engine.name, DENIM_VERSION,
      contents.spec.engine().meaning, source_lines(contents, "      - ", ".sv"),
      source_lines(contents, "      - ", ".v"), axis);
}

const RegisterBundleFile core("{}.core", write_core);

}  // namespace

}  // namespace denim::emit
