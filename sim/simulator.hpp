// bundle → simulator: a shared library with the C interface of embedded/dut_abi.h, built once and
// kept in a cache.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cache.hpp"
#include "sim/manifest.hpp"
#include "sim/toolchain.hpp"
#include "sim/waves.hpp"

namespace denim::sim {

struct BuildOptions {
  std::filesystem::path cache;            // empty: default_cache()
  std::string top = {};                   // another top than the wrapper, such as "axis"
  Trace trace = Trace::none;              // another library for each, slower with waves
  std::string machine = machine_level();  // to compile for; empty: any machine
  // Built sooner, runs slower: for runs that are shorter than a build.
  bool quick = false;
  unsigned jobs = 2;  // compilers at a time
  Progress progress;  // hears what is being done, in a few words; may be empty
};

struct Simulator {
  std::filesystem::path library;
  bool traces = false;
  bool cached = false;                  // it was there
  double build_seconds = 0;             // to find or to build it
  Manifest manifest;                    // of its bundle
  std::vector<std::string> notes = {};  // what is doubtful, a sentence each
};

// Finds the bundle's simulator in the cache, or builds it there: what is in the cache is used if it
// was made from the same files by the same tools for the same level of machine and is undamaged.
// Two builders of one bundle do not build it twice: the second waits.
//
// Throws SimError: no bundle, Verilator missing or too old, a cache that cannot be written, and RTL
// that Verilator or the compiler refuses (with their first lines and the place of the whole log);
// Interrupted when a signal came. Whatever is thrown, the cache is as it was.
Simulator build(const std::filesystem::path& bundle_folder, const BuildOptions& options);

// Compiles what the simulators of all engines share, Verilator's runtime with and without waves,
// unless it is there, so that the first build need not. Throws as build() does.
void build_runtimes(const BuildOptions& options);

}  // namespace denim::sim
