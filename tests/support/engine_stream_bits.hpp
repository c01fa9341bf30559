// Runs of an engine whose streams move so many bits a cycle, against its exact model.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "gen/spec/ports.hpp"
#include "sw/engines/engine.hpp"
#include "sw/tensor/random.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test::engines {

inline std::string to_text(const program::StreamBits& bounded) {
  std::string text;
  for (const auto& [stream, bits] : bounded) text += fmt::format(" {}={}", stream, bits);
  return text;
}

// Of some of the spec's streams, at least one: from a bit a cycle to two beats, narrow ones as
// often as wide ones.
inline program::StreamBits draw_stream_bits(const spec::Spec& spec, tensor::Rng& rng) {
  program::StreamBits bounded;
  const auto& streams = spec.engine().streams;
  while (bounded.empty()) {
    for (const spec::StreamDeclaration& stream : streams) {
      if (rng.bernoulli(0.4)) continue;
      const unsigned width = spec::passage(spec, stream.name).width;
      const std::uint64_t cycles = 1 + rng.below(rng.bernoulli(0.2) ? width : 12);
      bounded[stream.name] = std::max<std::uint64_t>(1, (2 * width) / cycles);
    }
  }
  return bounded;
}

// The same, but a beat of that stream takes a cycle more; empty where no number of bits says that.
inline program::StreamBits a_cycle_more(const spec::Spec& spec, program::StreamBits bounded,
                                        const std::string& stream) {
  const unsigned width = spec::passage(spec, stream).width;
  const std::uint64_t cycles = program::beat_cycles(bounded, stream, width) + 1;
  bounded[stream] = (width + cycles - 1) / cycles;
  if (program::beat_cycles(bounded, stream, width) != cycles) bounded.clear();
  return bounded;
}

// What is wrong with the cost of a schedule, "" for nothing: the model that follows each beat says
// what the one of tiles says where no stream is bounded; causes add up; no stream moves more bits
// than it can.
inline std::string judge_cost(const spec::Spec& spec, const denim::engines::Schedule& schedule,
                              const program::StreamBits& bounded) {
  std::string wrong;
  const denim::engines::Cost free = denim::engines::cost(spec, schedule);
  denim::engines::Streams unbounded(spec);
  schedule.play(unbounded);
  if (unbounded.cycles() != free.cycles) {
    wrong +=
        fmt::format("{} cycles beat by beat, {} tile by tile; ", unbounded.cycles(), free.cycles);
  }
  const denim::engines::Cost cost = denim::engines::cost(spec, schedule, bounded);
  std::uint64_t sum = 0;
  for (const auto& cause : cost.by_cause) {
    sum += cause.cycles;
    if (cause.cycles > cost.cycles) wrong += fmt::format("{} is negative; ", cause.name);
  }
  if (sum != cost.cycles) wrong += fmt::format("causes are {} of {} cycles; ", sum, cost.cycles);
  if (cost.cycles < free.cycles) wrong += "fewer cycles than without bounds; ";
  for (const auto& [stream, bits] : bounded) {
    const std::uint64_t moved =
        cost.stream(stream).beats * std::uint64_t{spec::passage(spec, stream).width};
    if (cost.cycles * bits < moved)
      wrong += fmt::format("{} moves {} bits in {} cycles; ", stream, moved, cost.cycles);
  }
  return wrong;
}

}  // namespace denim::test::engines
