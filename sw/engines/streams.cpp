#include "sw/engines/streams.hpp"

#include <algorithm>

#include "gen/spec/ports.hpp"

namespace denim::engines {

Streams::Streams(const spec::Spec& spec, const program::StreamBits& bounded, bool with_ports) {
  const bool registered = with_ports && spec::registers_ports(spec);
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const spec::Passage passage = spec::passage(spec, stream.name);
    const std::uint64_t cycles = program::beat_cycles(bounded, stream.name, passage.width);
    if (stream.sink) {
      inputs_.emplace(stream.name, Input(cycles, bounded.contains(stream.name), registered));
    } else {
      const bool in_parts = with_ports && spec::cuts_results(spec);
      const unsigned parts = in_parts ? passage.parts : registered ? 1 : 0;
      outputs_.emplace(stream.name, Output(cycles, parts));
    }
  }
}

std::uint64_t Streams::cycles() const {
  std::uint64_t end = 0;
  for (const auto& [name, output] : outputs_) end = std::max(end, output.departures_.end());
  for (const auto& [name, input] : inputs_) {
    if (input.is_bounded_) end = std::max(end, input.end_);
  }
  return end;
}

}  // namespace denim::engines
