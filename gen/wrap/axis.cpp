// The AXI-Stream top: the streams of the engine as s_axis_<name> and m_axis_<name>.
//
// A stream of the engine has the handshake of an AXI-Stream already, so the top adds no cycle and
// no register on the way of a beat.
#include <fmt/format.h>

#include "gen/wrap/axi_streams.hpp"
#include "gen/wrap/tops.hpp"

namespace denim::wrap {

using ir::Value;

Top add_axis(const spec::Spec& spec, const ir::Module& engine, ir::Design& design) {
  ir::Module& top = design.add(
      engine.name + "_axis",
      fmt::format("{} at the values of its spec, with AXI-Streams. A beat passes in the cycle in "
                  "which the engine takes it or offers it.",
                  engine.name));
  top.clock = "aclk";
  top.reset_n = "aresetn";
  ir::Instance& instance = top.body.instance(engine, "u_engine");
  instance.connect("clk_i", top.input("aclk", 1, "Clock of all streams"))
      .connect("rst_ni", top.input("aresetn", 1, "Synchronous reset, active low"));
  const Value beats = Value(ir::Reference{"tlast_beats_i", std::nullopt});
  for (const ir::Stream& stream : engine.streams) {
    if (stream.direction == ir::Direction::in) {
      const SinkBus bus = add_sink_bus(engine, stream, top);
      instance.connect(stream.valid_port(), bus.valid)
          .connect(stream.ready_port(), bus.ready)
          .connect(stream.data_port(), bus.payload);
    } else {
      add_source_bus(engine, stream, beats, top, instance);
    }
  }
  top.input("tlast_beats_i", packet_count_width,
            "Holds still: beats in a packet of a stream out, the last of which has tlast; 0: none "
            "has");
  for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec)) {
    const ir::Port& port = *engine.port(setting.name + "_i");
    instance.connect(port.name, top.input(port.name, port_bits(engine, port), port.comment));
  }
  if (const ir::Port* error = engine.port("error_o"))
    instance.connect(error->name,
                     top.output(error->name, port_bits(engine, *error), error->comment));
  never_clear_errors(engine, instance);
  return {"axis", "AXI-Streams: s_axis_… into the engine, m_axis_… out of it", &top};
}

}  // namespace denim::wrap
