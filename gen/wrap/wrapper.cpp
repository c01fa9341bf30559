// The plain wrapper: the ports of the engine with literal ranges.
#include <fmt/format.h>

#include "gen/wrap/tops.hpp"

namespace denim::wrap {

Top add_wrapper(const spec::Spec&, const ir::Module& engine, ir::Design& design) {
  ir::Module& top =
      design.add(engine.name + "_wrapper",
                 fmt::format("Verilog-2001 wrapper of {} at the values of its spec.", engine.name));
  top.streams = engine.streams;
  ir::Instance& instance = top.body.instance(engine, "u_engine");
  for (const ir::Port& port : engine.ports) {
    if (port.name == error_clear_port) continue;
    const std::int64_t bits = port_bits(engine, port);
    instance.connect(port.name, port.direction == ir::Direction::in
                                    ? top.input(port.name, bits, port.comment)
                                    : top.output(port.name, bits, port.comment));
  }
  never_clear_errors(engine, instance);
  return {"wrapper", "the engine's own ports, with literal ranges and error bits that stay", &top};
}

}  // namespace denim::wrap
