// The steps of a build, in a folder that the cache prepared.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sim/cache.hpp"
#include "sim/manifest.hpp"
#include "sim/toolchain.hpp"
#include "sim/waves.hpp"

namespace denim::sim {

// Text that tells two builds apart that use other flags, another shim or other tools, or
// are for other machines: a cache may lie in a home that machines share.
std::string recipe(const Toolchain& tools, Trace trace, bool quick);

// A file of sim/embedded.
std::string_view embedded_source(std::string_view name);

struct BuildJob {
  const Manifest& manifest;
  const Texts& sources;  // that Verilator is to read
  const Toolchain& tools;
  Trace trace = Trace::none;
  bool quick = false;
  unsigned jobs = 2;
  std::filesystem::path cache;
  const InterruptScope& interrupt;
  const Progress& progress;
};

inline constexpr const char* library_name = "dut.so";

// Verilates, compiles and links in the prepared folder of `slot`, and leaves there the library and
// build.log. Verilator's runtime is compiled once for all engines and kept as an entry of the
// cache.
void build_library(const BuildJob& job, CacheSlot& slot, const std::filesystem::path& folder);
// Only the runtime: the job's design is one without anything in it, in the prepared folder.
void build_runtime(const BuildJob& job, CacheSlot& slot, const std::filesystem::path& folder);

}  // namespace denim::sim
