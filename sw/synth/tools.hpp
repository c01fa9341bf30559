// The tools of a flow: where they are, which version, what they say when they fail.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sim/process.hpp"
#include "sw/synth/target.hpp"

namespace denim::synth {

using Tell = std::function<void(std::string_view)>;  // hears what is being done, in a few words

struct Tool {
  std::string name;     // as it is known: "yosys", "nextpnr-ecp5"
  std::string command;  // how to run it
  std::string version;  // "0.23"
};

// Throws SynthError where it is missing or does not run: how to get it.
Tool find_yosys(const std::string& command = "yosys");
// On the PATH, or in the environment `fpga` that sw/setup/python.sh makes in the cache or beside
// the program. Throws SynthError for a target that has none, or where it is missing.
Tool find_router(const Target& target);

// Runs a tool, or several side by side, each for at most `seconds` (0: as long as it takes; then
// its status is 124). Throws sim::Interrupted when a signal came; no tool runs on then.
std::vector<sim::Outcome> run(std::span<const sim::Command> commands, unsigned parallel = 1,
                              int seconds = 0);
inline constexpr int timed_out = 124;

// What a tool complains of: its lines with ERROR, else its last ones, shortened.
std::string complaint(const sim::Outcome& outcome);

}  // namespace denim::synth
