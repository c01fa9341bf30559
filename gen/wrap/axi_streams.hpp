// The streams of an engine as AXI-Streams of a top: payloads padded with zeros to whole bytes, all
// bytes kept, and packets of the beats that leave.
#pragma once

#include <cstdint>
#include <optional>

#include "gen/ir/ir.hpp"

namespace denim::wrap {

inline constexpr std::int64_t packet_count_width = 32;  // bits of the beats of a packet

// The bus of a stream into the engine: its handshake, and the payload without padding.
struct SinkBus {
  ir::Value valid, ready, payload;
};
SinkBus add_sink_bus(const ir::Module& engine, const ir::Stream& stream, ir::Module& top);

// The bus of a stream out of the engine, in packets of `beats` beats.
struct SourceBus {
  ir::Value valid, ready;
};
// Connects the engine's side too. `restart`, 1 bit, withholds the beat of a cycle, which the engine
// forgets, and begins a new packet.
SourceBus add_source_bus(const ir::Module& engine, const ir::Stream& stream, const ir::Value& beats,
                         ir::Module& top, ir::Instance& instance,
                         const std::optional<ir::Value>& restart = std::nullopt);

}  // namespace denim::wrap
