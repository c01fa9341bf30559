// Runs a program on a simulated engine: drives its streams, counts its cycles, checks what comes
// back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/beat_check.hpp"
#include "sim/program/program.hpp"
#include "sim/program/stream_times.hpp"
#include "sim/simulator.hpp"
#include "sim/waves.hpp"

namespace denim::sim {

struct RunOptions {
  // Probability, 0 ≤ stall < 1, with which each stream is withheld in a cycle, each by itself.
  double stall = 0;
  // Streams that move so many bits a cycle, from cycle 0 on.
  program::StreamBits stream_bits = {};
  // Of the stalls, of the garbage between beats, and of what the engine does not reset.
  std::uint64_t seed = 0;
  std::optional<Waves> waves;  // needs a simulator that traces
  // A run ends with a fault after so many cycles; 0: from the numbers of beats. It also ends if no
  // stream moves for a long time.
  std::uint64_t cycle_limit = 0;
  // Hears about twice a second how many beats of how many have passed; may be empty.
  std::function<void(std::uint64_t passed, std::uint64_t all)> progress;
};

struct StreamCount {
  std::string name;
  std::uint64_t beats = 0;   // that passed
  std::uint64_t wanted = 0;  // by the program
};

struct RunResult {
  // From the first cycle in which a beat is offered to the last handshake of a source, both
  // included; 0 if nothing came. Where streams are bounded from the cycle in which the first bits
  // come until the last ones of those streams have passed, too.
  std::uint64_t cycles = 0;
  std::uint64_t simulated_cycles =
      0;  // all of them: also reset, and waiting for what must not come
  // Before the first beat, to write the registers of a top that has such.
  std::uint64_t setup_cycles = 0;
  double seconds = 0;             // of simulation, processor time
  std::uint64_t error_bits = 0;   // error_o at the end; Manifest::error_names names them
  std::uint64_t error_cycle = 0;  // in which the first was seen
  std::uint64_t mismatches = 0;
  std::vector<Mismatch> first;  // of each stream at most BeatCheck::max_kept
  // What else went wrong, a sentence each: a hang, a beat too many, a broken handshake rule, a
  // failed assertion. At most max_faults.
  std::vector<std::string> faults;
  std::vector<std::string> notes;  // that change nothing, such as a window that shows no cycle
  std::vector<StreamCount> streams;
  // The results as the engine gave them, row by row; 0 where nothing came, so also in the program's
  // zero rows. Where terms are taken of them, what those have left.
  std::vector<std::int64_t> results;
  // Where terms are taken of the results, what each has taken, in the same way.
  std::vector<std::vector<std::int64_t>> terms;

  static constexpr std::size_t max_faults = 10;

  bool ok() const { return mismatches == 0 && error_bits == 0 && faults.empty(); }
};

// Resets the engine, offers all beats from cycle 0, and takes its results until all have come and
// the streams are empty, and a little longer. The program's outputs hold what must come, with the
// values in it (golden::fill).
//
// What the engine does wrong is in the result. Throws SimError where spec, simulator, program and
// options do not fit together or the waves cannot be written, and Interrupted.
RunResult run(const Simulator& simulator, const spec::Spec& spec, const program::Program& program,
              const RunOptions& options);

}  // namespace denim::sim
