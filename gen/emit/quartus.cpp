// <name>_quartus.tcl makes a project of Quartus of the AXI-Stream top. It may be run in any folder;
// the project is there then.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"

namespace denim::emit {

namespace {

// A chip has fewer pins than an engine has ports: all but the clock are virtual.
std::string write_quartus(const Contents& contents) {
  const ir::Module& axis = *contents.top("axis").module;
  std::string text = provenance(contents.spec, "# ") + "#\n" +
                     comment_lines(fmt::format("Makes a project of {}; only its clock has a pin, "
                                               "other ports are virtual:",
                                               axis.name),
                                   0, "#");
  text += fmt::format(
      R"(#   quartus_sh -t {0}_quartus.tcl [DEVICE]
#   quartus_sh --flow compile {0}
set name {0}
set bundle [file dirname [file normalize [info script]]]
set device [expr {{$argc > 0 ? [lindex $argv 0] : "5CGXFC9E7F35C8"}}]

package require ::quartus::project
project_new $name -overwrite
set_global_assignment -name DEVICE $device
set_global_assignment -name TOP_LEVEL_ENTITY {1}
)",
      contents.engine.name, axis.name);
  for (const auto& [kind, ending] : {std::pair{"SYSTEMVERILOG", ".sv"}, {"VERILOG", ".v"}})
    text += fmt::format(
        "foreach file {{\n{}}} {{\n"
        "  set_global_assignment -name {}_FILE [file join $bundle $file]\n}}\n",
        source_lines(contents, "  ", ending), kind);
  text += "set_global_assignment -name SDC_FILE [file join $bundle $name.sdc]\n\nforeach port {\n";
  for (const ir::Port& port : axis.ports)
    if (port.name != axis.clock)
      text += fmt::format("  {}{}\n", port.name, port.width == ir::Expr(1) ? "" : "[*]");
  text +=
      "} {\n  set_instance_assignment -name VIRTUAL_PIN ON -to $port\n}\n"
      "export_assignments\nproject_close\n";
  return text;
}

const RegisterBundleFile quartus("{}_quartus.tcl", write_quartus);

}  // namespace

}  // namespace denim::emit
