// The AXI-Stream top: the streams of the engine as s_axis_<name> and m_axis_<name>.
//
// A stream of the engine has the handshake of an AXI-Stream already, so the top adds no cycle and
// no register on the way of a beat: a payload is padded with zeros to whole bytes, all bytes are
// kept, and a counter for each stream that leaves makes packets of its beats.
#include <fmt/format.h>

#include "gen/wrap/tops.hpp"

namespace denim::wrap {

namespace {

using ir::Direction;
using ir::Value;

constexpr std::int64_t count_width = 32;

std::int64_t whole_bytes(std::int64_t bits) { return (bits + 7) / 8; }

// A stream into the engine. What a host writes into the padding means nothing.
void add_sink(const ir::Module& engine, const ir::Stream& stream, ir::Module& top,
              ir::Instance& instance) {
  const ir::Port& data = *engine.port(stream.data_port());
  const std::int64_t bits = port_bits(engine, data);
  const std::int64_t bytes = whole_bytes(bits);
  const std::int64_t padding = 8 * bytes - bits;
  const auto ports = top.stream(
      "s_axis_" + stream.name, Direction::in, 8 * bytes,
      padding == 0 ? data.comment : fmt::format("{}; bits {}:0 of it", data.comment, bits - 1),
      true);
  instance.connect(stream.valid_port(), ports.valid).connect(stream.ready_port(), ports.ready);
  if (padding == 0) {
    instance.connect(data.name, ports.data);
    return;
  }
  const Value payload = top.body.net(stream.name + "_data", bits);
  const Value unused = top.body.net("unused_" + stream.name + "_padding", padding);
  top.body.assign(ir::concatenate({unused, payload}), ports.data);
  instance.connect(data.name, payload);
}

// The last beat of each packet, which has as many beats as `beats` says.
Value add_packets(const ir::Stream& stream, const Value& beats, const Value& taken,
                  ir::Module& top) {
  ir::Scope& body = top.body;
  const Value passed =
      body.net(stream.name + "_passed", count_width, "Beats of the packet that have passed");
  const Value with_this =
      body.net_of(stream.name + "_with_this", count_width, passed + ir::constant(count_width, 1));
  const Value last =
      body.net_of(stream.name + "_last", 1, ir::any(beats) & ~ir::less(with_this, beats));
  const Value none = ir::constant(count_width, 0);
  body.set_register(passed, ir::choose(last | ~ir::any(beats), none, with_this), taken, none);
  return last;
}

// A stream out of the engine.
void add_source(const ir::Module& engine, const ir::Stream& stream, const Value& beats,
                ir::Module& top, ir::Instance& instance) {
  const ir::Port& data = *engine.port(stream.data_port());
  const std::int64_t bits = port_bits(engine, data);
  const std::int64_t bytes = whole_bytes(bits);
  const std::int64_t padding = 8 * bytes - bits;
  const std::string name = "m_axis_" + stream.name;
  const auto ports =
      top.stream(name, Direction::out, 8 * bytes,
                 padding == 0 ? data.comment
                              : fmt::format("{}; above bit {} are zeros", data.comment, bits - 1),
                 true);
  const Value keep = top.output(name + "_tkeep", bytes, "All bytes of a beat are kept");
  const Value last = top.output(name + "_tlast", 1, "The last beat of tlast_beats_i");

  const Value valid = top.body.net(stream.name + "_valid", 1);
  const Value payload = top.body.net(stream.name + "_data", bits);
  instance.connect(stream.valid_port(), valid)
      .connect(stream.ready_port(), ports.ready)
      .connect(data.name, payload);
  top.body.assign(ports.valid, valid);
  top.body.assign(ports.data,
                  padding == 0 ? payload : ir::concatenate({ir::constant(padding, 0), payload}));
  top.body.assign(keep, ir::replicate(bytes, ir::constant(1, 1)));
  top.body.assign(last, add_packets(stream, beats, valid & ports.ready, top));
}

}  // namespace

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
    if (stream.direction == Direction::in) {
      add_sink(engine, stream, top, instance);
    } else {
      add_source(engine, stream, beats, top, instance);
    }
  }
  top.input("tlast_beats_i", count_width,
            "Holds still: beats in a packet of a stream out, the last of which has tlast; 0: none "
            "has");
  for (const spec::SettingDeclaration& setting : spec.engine().settings_of(spec)) {
    const ir::Port& port = *engine.port(setting.name + "_i");
    instance.connect(port.name, top.input(port.name, port_bits(engine, port), port.comment));
  }
  if (const ir::Port* error = engine.port("error_o"))
    instance.connect(error->name,
                     top.output(error->name, port_bits(engine, *error), error->comment));
  return {"axis", "AXI-Streams: s_axis_… into the engine, m_axis_… out of it", &top};
}

}  // namespace denim::wrap
