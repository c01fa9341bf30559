#include "sw/engines/streams.hpp"

#include <algorithm>

#include "gen/spec/result_beats.hpp"

namespace denim::engines {

Streams::Streams(const spec::Spec& spec, const program::StreamBits& bounded, bool cut) {
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    const spec::Passage passage = spec::passage(spec, stream.name);
    const std::uint64_t cycles = program::beat_cycles(bounded, stream.name, passage.width);
    if (stream.sink) {
      inputs_.emplace(stream.name, Input(cycles, bounded.contains(stream.name)));
    } else {
      const bool in_parts = cut && spec::cuts_results(spec);
      outputs_.emplace(stream.name, Output(cycles, in_parts ? passage.parts : 0));
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
