// The clock of the AXI-Stream top, for what reads SDC (Quartus, OpenROAD, Design Compiler), and for
// an out-of-context run of Vivado.
#include <fmt/format.h>

#include "gen/emit/bundle_file.hpp"

namespace denim::emit {

namespace {

// Registers outside are a quarter of a cycle away: readiness goes from port to port in a cycle.
std::string write_constraints(const Contents& contents) {
  const ir::Module& axis = *contents.top("axis").module;
  std::string text = fmt::format(
      "{0}# Of {1}; the wrapper has clk_i and the names of the engine.\n"
      "set period 5.0\nset outside [expr {{$period / 4}}]\n"
      "create_clock -name {2} -period $period [get_ports {{{2}}}]\n",
      provenance(contents.spec, "# "), axis.name, axis.clock);
  for (const ir::Port& port : axis.ports) {
    if (port.name == axis.clock) continue;
    text += fmt::format("set_{}put_delay -clock {} $outside [get_ports {{{}{}}}]\n",
                        port.direction == ir::Direction::in ? "in" : "out", axis.clock, port.name,
                        port.width == ir::Expr(1) ? "" : "[*]");
  }
  return text;
}

const RegisterBundleFile sdc("{}.sdc", write_constraints);
const RegisterBundleFile xdc("{}_ooc.xdc", write_constraints);

}  // namespace

}  // namespace denim::emit
