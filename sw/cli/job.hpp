// The main job: operands → terms → program → RTL run → check, and the report of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sim/waves.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/tail.hpp"
#include "sw/engines/engine.hpp"
#include "sw/golden/requantise.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"

namespace denim::cli {

// A GEMM taken apart and scheduled for a spec.
struct Prepared {
  tasd::Quality quality;
  double a_scale = 1;
  double b_scale = 1;
  std::size_t a_lost_count = 0;  // non-zeros lost to quantising
  std::size_t b_lost_count = 0;
  std::size_t rows = 0;
  std::size_t depth = 0;
  std::size_t columns = 0;
  double relative_error = 0;  // ‖(A−A*)B‖F / ‖AB‖F
  engines::Cost cost;
  std::optional<golden::Requantise> requantise;  // of a spec with a tail, but for the model alone
  // Left empty where only the model is asked.
  program::Program program;
  tensor::Matrix<std::int64_t> golden;  // A*·B, or what the tail makes of it in `data` of `c`
};

// The series of `text`; `lossless` alone repeats the engine's own term.
tasd::Series parse_series(const std::string& text, const spec::Spec& spec);

enum class Depth {
  model,    // cycles alone: the values of B are not looked at
  program,  // also the program, and what its results must be
};
Prepared prepare(const spec::Spec& spec, const tasd::Series& series, Operands operands,
                 Depth depth = Depth::program, const TailOptions& tail = {});

struct JobOutputs {
  std::optional<std::filesystem::path> json;
  std::optional<std::filesystem::path> c;  // .npy
  std::optional<sim::Waves> waves;

  void check_distinct() const;  // throws OutputError if two are one file
  void check() const;           // throws OutputError or SimError unless all can be written
};

struct Job {
  spec::Spec spec;
  tasd::Series series;
  std::uint64_t seed = 0;
  double stall = 0;
  TailOptions tail;
  bool model_only = false;   // no RTL is generated, built or run
  std::string command_line;  // that runs the job again
  JobOutputs outputs;
};

// Builds or finds the simulator, runs, writes the outputs, prints the table; or the last two alone,
// by the model. Returns the exit status: success, or mismatch.
int run_job(const Job& job, Operands operands);

}  // namespace denim::cli
