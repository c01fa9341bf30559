// From a spec to what its engine takes of a chip, and how fast it is there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "gen/spec/spec.hpp"
#include "sw/synth/map.hpp"
#include "sw/synth/route.hpp"

namespace denim::synth {

struct Job {
  spec::Spec spec;
  std::string target = "xc7";
  std::filesystem::path liberty = {};  // instead of the target: a library; empty: none
  // What of the bundle; without either the engine.
  std::string top = {};     // another top around it, such as "axis"
  std::string module = {};  // one module alone
  bool flat = false;        // see MapJob
  bool place_and_route = false;
  std::string yosys = "yosys";
  int seconds = 0;  // limit of Yosys; 0: none
};

struct Result {
  const Target* target = nullptr;                    // null: a library
  std::string top;                                   // what was mapped
  std::optional<std::uint64_t> multipliers;          // of the whole engine; nothing for a module
  std::map<std::string, std::string> tool_versions;  // "yosys" → "0.23"
  Mapping mapping;
  std::optional<Routed> routed;
};

// Writes nothing but temporary files. Throws SynthError for an unknown target, top, module or
// library, a missing tool, what Yosys or nextpnr refuses; SpecError; sim::Interrupted.
Result synthesise(const Job& job, const Tell& tell);

}  // namespace denim::synth
