// Simulators for the tests of engines, and the one judgement of a run that all of them share.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sim/simulator.hpp"
#include "sw/flow/device.hpp"
#include "tests/support/engine_outputs.hpp"

namespace denim::test::engines {

// In the usual cache, so that a simulator is built once for all tests.
inline sim::Simulator build_simulator(const spec::Spec& spec, sim::Trace trace = sim::Trace::none) {
  return flow::Device(spec, 0, trace).simulator();
}

// Kept, for it takes a tenth of a second to ask the tools for their versions.
inline std::map<std::string, sim::Simulator>& known_simulators() {
  static std::map<std::string, sim::Simulator> known;
  return known;
}

inline const sim::Simulator& simulator_of(const spec::Spec& spec,
                                          sim::Trace trace = sim::Trace::none) {
  const std::string key = spec.hash() + std::string(static_cast<std::size_t>(trace), '+');
  const auto found = known_simulators().find(key);
  if (found != known_simulators().end()) return found->second;
  return known_simulators().emplace(key, build_simulator(spec, trace)).first->second;
}

// Builds the simulators of several specs, two at a time: for one alone, half of the machine waits.
inline void build_simulators(std::vector<spec::Spec> specs) {
  std::erase_if(specs, [](const spec::Spec& s) { return known_simulators().contains(s.hash()); });
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < specs.size(); i = next++) {
      sim::Simulator simulator = build_simulator(specs[i]);
      const std::lock_guard lock(mutex);
      known_simulators().emplace(specs[i].hash(), std::move(simulator));
    }
  };
  auto other = std::async(std::launch::async, work);
  work();
  other.get();
}

// What a run should have been.
struct Expectation {
  std::span<const std::int64_t> results;  // of the program's rows and columns
  std::uint64_t cycles = 0;               // of the model
  std::uint64_t error_bits = 0;           // none unless the program is malformed on purpose
  double stall = 0;
  std::uint64_t cycle_limit = 0;  // of a run; 0: as long as it takes to be sure that it hangs
  program::StreamBits stream_bits = {};
};

// Everything that is wrong with a run, as sentences; empty for a good one.
inline std::string verdict(const sim::RunResult& result, const Expectation& expected,
                           const sim::Manifest& manifest) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
  if (result.mismatches != 0) {
    const sim::Mismatch& first = result.first.at(0);
    constexpr const char* kinds[]{"wrong value", "wrong padding", "wrong control", "missing"};
    add(fmt::format("{} mismatches, first {}: {}", result.mismatches,
                    kinds[static_cast<std::size_t>(first.kind)], first.to_text()));
  } else if (!std::ranges::equal(result.results, expected.results)) {
    add("the result is not the golden one, and nothing said so");
  }
  if (result.error_bits != expected.error_bits) {
    add(fmt::format("error bits '{}', expected '{}'", manifest.error_names(result.error_bits),
                    manifest.error_names(expected.error_bits)));
  }
  for (const std::string& fault : result.faults) add(fault);
  for (const std::string& note : result.notes) add("note: " + note);
  for (const sim::StreamCount& stream : result.streams) {
    if (stream.beats != stream.wanted) {
      add(fmt::format("{} of {} beats of {}", stream.beats, stream.wanted, stream.name));
    }
  }
  if (expected.stall == 0 && result.cycles != expected.cycles) {
    add(fmt::format("{} cycles, the model has {}", result.cycles, expected.cycles));
  }
  if (result.cycles < expected.cycles) {
    add(fmt::format("{} cycles under stalls, {} without", result.cycles, expected.cycles));
  }
  return text;
}

// Runs a program, which is filled in here, and judges it.
inline std::string run_and_judge(const sim::Simulator& simulator, const spec::Spec& spec,
                                 const program::Program& program, const Expectation& expected,
                                 std::uint64_t seed) {
  sim::RunOptions options;
  options.stall = expected.stall;
  options.seed = seed;
  options.cycle_limit = expected.cycle_limit;
  options.stream_bits = expected.stream_bits;
  try {
    const sim::RunResult result =
        sim::run(simulator, spec, filled(spec, program, expected.results), options);
    Expectation wanted = expected;
    // What terms have left of them is for golden::fill to say.
    if (spec.engine().taken && !spec.engine().taken(spec).empty()) wanted.results = result.results;
    return verdict(result, wanted, simulator.manifest);
  } catch (const golden::ProgramError& error) {
    return error.what();
  }
}

}  // namespace denim::test::engines
