// The wave file of a run and the GTKWave save file beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "gen/spec/layout.hpp"
#include "sim/manifest.hpp"

namespace denim::sim {

// Cycle c lies at c · cycle_nanoseconds: the inputs change, the clock falls; half a cycle later it
// rises.
inline constexpr std::uint64_t cycle_nanoseconds = 10;

// What a simulator can write of the engine.
enum class Trace {
  none,
  main,        // ports, streams, state and errors; not the cells of two-dimensional arrays
  everything,  // every net and parameter; slower to build and to run
};

// Where waves go and which cycles they show, both ends included; cycle 0 is the first after reset.
struct Waves {
  std::filesystem::path file;
  std::optional<std::uint64_t> from = {};  // nothing: from cycle 0
  std::optional<std::uint64_t> to = {};    // nothing: to the end
  Trace trace = Trace::main;

  // Parses FILE[@FROM:TO]; FROM and TO may be left out. Throws SimError.
  static Waves parse(std::string_view text);

  bool shows(std::uint64_t cycle) const {
    return cycle >= from.value_or(0) && cycle <= to.value_or(UINT64_MAX);
  }
  std::filesystem::path save_file() const;  // FILE with .gtkw for .fst
  std::string open_hint() const;            // how to look at it, for a shell
  // Throws SimError where the files could not be written.
  void check_writable() const;
};

// The bundle's save file with the wave file's name and the window's begin.
std::string save_file_text(const Waves& waves, const Manifest& manifest);

}  // namespace denim::sim
