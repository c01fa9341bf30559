// One run of Yosys: sources become the cells of a target, and are counted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sw/synth/area.hpp"
#include "sw/synth/target.hpp"
#include "sw/synth/tools.hpp"

namespace denim::synth {

struct MapJob {
  // To run in; files are written there. Tools are told no other: YoWASP's, which run in a sandbox,
  // see another /tmp.
  std::filesystem::path folder;
  std::vector<std::string> files;  // SystemVerilog, relative to it, in the order of reading
  std::string top;                 // what is counted
  // A module around `top` that is mapped with it and not counted; empty: none.
  std::string harness = {};
  std::vector<std::string> outputs = {};  // of `top`, of which none may become a constant
  // Yosys 0.23 merges unequal multipliers where it flattens; and any version takes registers that
  // address a memory with an asynchronous read into it, which makes block RAM of it.
  bool flat = false;
  std::vector<std::string> borders = {};  // flat: patterns of modules that keep theirs
  bool dsps = true;                       // false: multipliers are made of LUTs
  // Afterwards without any border, so that what nothing reads does not count; all is then one
  // module's.
  bool joined = false;
  std::string netlist = {};  // file to write, of the whole, without any border; empty: none
  int seconds = 0;           // limit; 0: none
};

// What all instances of one module take, without what is instantiated in it.
struct ModuleArea {
  std::uint64_t instances = 0;
  Area area;
};

struct Mapping {
  Area area;                                  // of `top` and all in it
  std::map<std::string, ModuleArea> modules;  // by their names in the sources
  double seconds = 0;
  bool finished = true;  // false: the time limit ended it, and there is nothing else
};

// Throws SynthError where Yosys fails (its words), maps to a cell that is not known, or makes a
// constant of an output; sim::Interrupted.
Mapping map(const Tool& yosys, const Target& target, const MapJob& job);
// To the cells of a Liberty library; flip-flops stand for RAMs.
Mapping map(const Tool& yosys, const std::filesystem::path& liberty, const MapJob& job);

}  // namespace denim::synth
