// Scripts of Vivado: <name>_vivado_ip.tcl packages the AXI-Stream top as an IP for block designs,
// <name>_vivado_ooc.tcl builds it out of context. They may be run in any folder, and write there.
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "denim_version.hpp"
#include "gen/emit/bundle_file.hpp"
#include "gen/emit/comment.hpp"

namespace denim::emit {

namespace {

constexpr std::string_view default_part = "xc7a200tfbg676-2";

// What it does, how it is run, and what all of it refers to.
std::string beginning(const Contents& contents, const std::string& what, std::string_view script) {
  return provenance(contents.spec, "# ") + "#\n" + comment_lines(what, 0, "#") +
         fmt::format(
             "#   vivado -mode batch -source {0}_{1}.tcl [-tclargs PART]\n"
             "set name {0}\nset top {2}\n"
             "set bundle [file dirname [file normalize [info script]]]\n"
             "set part [expr {{$argc > 0 ? [lindex $argv 0] : \"{3}\"}}]\n\n",
             contents.engine.name, script, contents.top("axis").module->name, default_part);
}

// An IP has a version of two numbers.
std::string ip_version() {
  const std::string version = DENIM_VERSION;
  return version.substr(0, version.rfind('.'));
}

// "  s_axis_a {s_axis_a_tvalid …}", a bus a line with its ports.
std::string bus_lines(const ir::Module& axis) {
  std::string text;
  for (const ir::Stream& stream : axis.streams) {
    std::string ports;
    for (const ir::Port& port : axis.ports)
      if (stream.has_port(port.name)) ports += (ports.empty() ? "" : " ") + port.name;
    text += fmt::format("  {} {{{}}}\n", stream.name, ports);
  }
  return text;
}

// The packager finds buses by the names of their ports; what it has found is not added again.
std::string write_ip(const Contents& contents) {
  const ir::Module& axis = *contents.top("axis").module;
  return beginning(contents,
                   fmt::format("Packages {} as an IP, in {}_ip of the folder where it is run.",
                               axis.name, contents.engine.name),
                   "vivado_ip") +
         fmt::format(
             R"(create_project -force ${{name}}_ip_project ${{name}}_ip_project -part $part
foreach file {{
{0}}} {{
  add_files -norecurse [file join $bundle $file]
}}
set_property top $top [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -root_dir [file join [pwd] ${{name}}_ip] -vendor denim -library user \
  -taxonomy /UserIP -import_files -force
set core [ipx::current_core]
set_property name $top $core
set_property version {1} $core
set_property display_name $top $core
set_property description \
  {{{2}}} $core

proc has_bus {{bus}} {{
  global core
  return [expr {{[ipx::get_bus_interfaces -quiet $bus -of_objects $core] ne ""}}]
}}
foreach {{port kind}} {{{3} clock {4} reset}} {{
  if {{[has_bus $port]}} continue
  ipx::infer_bus_interface $port xilinx.com:signal:${{kind}}_rtl:1.0 $core
}}
foreach {{bus ports}} {{
{5}}} {{
  if {{![has_bus $bus]}} {{
    ipx::infer_bus_interface $ports xilinx.com:interface:axis_rtl:1.0 $core
  }}
  ipx::associate_bus_interfaces -busif $bus -clock {3} $core
}}
ipx::associate_bus_interfaces -clock {3} -reset {4} $core

ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity $core
ipx::save_core $core
close_project
)",
             source_lines(contents, "  "), ip_version(), contents.spec.engine().meaning, axis.clock,
             axis.reset_n, bus_lines(axis));
}

std::string write_out_of_context(const Contents& contents) {
  return beginning(contents,
                   fmt::format("Builds {} out of context; reports and a checkpoint are written "
                               "where it is run.",
                               contents.top("axis").module->name),
                   "vivado_ooc") +
         fmt::format(
             R"(create_project -in_memory -part $part
foreach file {{
{0}}} {{
  read_verilog -sv [file join $bundle $file]
}}
foreach file {{
{1}}} {{
  read_verilog [file join $bundle $file]
}}
read_xdc -mode out_of_context [file join $bundle ${{name}}_ooc.xdc]

synth_design -top $top -part $part -mode out_of_context
report_utilization -hierarchical -file ${{name}}_synth_utilization.rpt

opt_design
place_design
route_design
report_utilization -hierarchical -file ${{name}}_utilization.rpt
report_timing_summary -file ${{name}}_timing.rpt
write_checkpoint -force ${{name}}.dcp
)",
             source_lines(contents, "  ", ".sv"), source_lines(contents, "  ", ".v"));
}

const RegisterBundleFile vivado_ip("{}_vivado_ip.tcl", write_ip);
const RegisterBundleFile vivado_out_of_context("{}_vivado_ooc.tcl", write_out_of_context);

}  // namespace

}  // namespace denim::emit
