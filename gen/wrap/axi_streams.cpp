#include "gen/wrap/axi_streams.hpp"

#include <fmt/format.h>

#include "gen/wrap/tops.hpp"

namespace denim::wrap {

namespace {

using ir::Direction;
using ir::Value;

std::int64_t whole_bytes(std::int64_t bits) { return (bits + 7) / 8; }

// The last beat of each packet, which has as many beats as `beats` says.
Value add_packets(const ir::Stream& stream, const Value& beats, const Value& taken,
                  const std::optional<Value>& restart, ir::Module& top) {
  ir::Scope& body = top.body;
  const Value passed =
      body.net(stream.name + "_passed", packet_count_width, "Beats of the packet that have passed");
  const Value with_this = body.net_of(stream.name + "_with_this", packet_count_width,
                                      passed + ir::constant(packet_count_width, 1));
  const Value last =
      body.net_of(stream.name + "_last", 1, ir::any(beats) & ~ir::less(with_this, beats));
  const Value none = ir::constant(packet_count_width, 0);
  std::optional<ir::Clear> clear;
  if (restart) clear = ir::Clear{*restart, none};
  body.set_register(passed, ir::choose(last | ~ir::any(beats), none, with_this), taken, none,
                    clear);
  return last;
}

}  // namespace

// What a host writes into the padding means nothing.
SinkBus add_sink_bus(const ir::Module& engine, const ir::Stream& stream, ir::Module& top) {
  const ir::Port& data = *engine.port(stream.data_port());
  const std::int64_t bits = port_bits(engine, data);
  const std::int64_t bytes = whole_bytes(bits);
  const std::int64_t padding = 8 * bytes - bits;
  const auto ports = top.stream(
      "s_axis_" + stream.name, Direction::in, 8 * bytes,
      padding == 0 ? data.comment : fmt::format("{}; bits {}:0 of it", data.comment, bits - 1),
      true);
  if (padding == 0) return {ports.valid, ports.ready, ports.data};
  const Value payload = top.body.net(stream.name + "_data", bits);
  const Value unused = top.body.net("unused_" + stream.name + "_padding", padding);
  top.body.assign(ir::concatenate({unused, payload}), ports.data);
  return {ports.valid, ports.ready, payload};
}

SourceBus add_source_bus(const ir::Module& engine, const ir::Stream& stream, const Value& beats,
                         ir::Module& top, ir::Instance& instance,
                         const std::optional<Value>& restart) {
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
  const Value last = top.output(name + "_tlast", 1, "The last beat of a packet");

  const Value valid = top.body.net(stream.name + "_valid", 1);
  const Value payload = top.body.net(stream.name + "_data", bits);
  instance.connect(stream.valid_port(), valid)
      .connect(stream.ready_port(), ports.ready)
      .connect(data.name, payload);
  top.body.assign(ports.valid, restart ? valid & ~*restart : valid);
  top.body.assign(ports.data,
                  padding == 0 ? payload : ir::concatenate({ir::constant(padding, 0), payload}));
  top.body.assign(keep, ir::replicate(bytes, ir::constant(1, 1)));
  top.body.assign(last, add_packets(stream, beats, valid & ports.ready, restart, top));
  return {ports.valid, ports.ready};
}

}  // namespace denim::wrap
