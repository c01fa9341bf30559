// The table of targets: how Yosys maps to each, what its cells amount to, and which tool places and
// routes. A new target is a row here.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sw/synth/area.hpp"

namespace denim::synth {

// What one cell counts as.
struct Cell {
  std::uint64_t Area::*counter = nullptr;  // null: nothing that is counted
  std::uint64_t each = 1;
};
using Cells = std::map<std::string_view, Cell>;

// How a target is placed and routed.
struct Router {
  std::vector<std::string_view> commands;  // the first that is there is taken
  std::vector<std::string_view> arguments;
  std::string_view device;  // what the arguments mean
  std::string_view how_to_get;
};

struct Target {
  std::string_view name;
  std::string_view meaning;
  std::string_view synthesis;  // Yosys' command, without -top
  std::string_view flat;       // what more it needs to flatten,
  std::string_view kept;       // and to keep the hierarchy
  std::string_view no_dsps;    // and to make multipliers of LUTs
  std::string_view ram_unit;   // of Area::rams
  const Cells& cells;
  const Router* router = nullptr;  // null: none that is free to get
};

std::span<const Target> targets();
// Throws SynthError, with the names that there are.
const Target& target(std::string_view name);
std::string target_names();  // "xc7, xcup, …"

// Counts cells of one type. Throws SynthError for one that the table does not know: it must not go
// uncounted.
void count(Area& area, const Target& target, std::string_view type, std::uint64_t number);

}  // namespace denim::synth
