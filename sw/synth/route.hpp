// Placing and routing a netlist by nextpnr, and the slowest path that it then tells.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sw/synth/hierarchy.hpp"
#include "sw/synth/target.hpp"
#include "sw/synth/tools.hpp"

namespace denim::synth {

// A cell on the way, with the time from the one before it to its output, or to its register.
struct Step {
  Place place;
  double nanoseconds = 0;
};

struct Routed {
  std::vector<double> megahertz;  // of each seed, in their order
  double median = 0;
  std::vector<Step> critical_path;  // of the run with that median, from register to register
};

// `netlist` is that of the harness around the module `engine`; files are written beside it. Throws
// SynthError where the design does not fit or nothing bounds the clock (the tool's words), or where
// the slowest path does not touch the engine.
Routed route(const Tool& router, const Target& target, const std::filesystem::path& netlist,
             const Hierarchy& hierarchy, const std::string& engine);

}  // namespace denim::synth
