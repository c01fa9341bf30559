// The clock of the AXI-Stream top, for what reads SDC (Quartus, OpenROAD, Design Compiler), and for
// an out-of-context run of Vivado.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

// Registers outside are a quarter of a cycle away: readiness goes from port to port in a cycle.
std::string write_constraints(const Contents& contents) {
  const ir::Module& axis = *contents.top("axis").module;
  std::string inputs, outputs;
  for (const ir::Port& port : axis.ports) {
    if (port.name == axis.clock) continue;
    (port.direction == ir::Direction::in ? inputs : outputs) +=
        fmt::format(" {{{}{}}}", port.name, port.width == ir::Expr(1) ? "" : "[*]");
  }
  return fmt::format(
      "{0}# Of {1}; the wrapper has clk_i and the names of the engine.\n"
      "set period 5.0\n"
      "create_clock -name {2} -period $period [get_ports {{{2}}}]\n"
      "set_input_delay -clock {2} [expr {{$period / 4}}] [get_ports [list{3}]]\n"
      "set_output_delay -clock {2} [expr {{$period / 4}}] [get_ports [list{4}]]\n",
      provenance(contents.spec, "# "), axis.name, axis.clock, inputs, outputs);
}

const RegisterBundleFile sdc("{}.sdc", write_constraints);
const RegisterBundleFile xdc("{}_ooc.xdc", write_constraints);

}  // namespace

}  // namespace denim::emit
