// The main job: operands → terms → program → RTL run → check. What is said of it is report.hpp's
// business.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sim/simulator.hpp"
#include "sim/waves.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/tail.hpp"
#include "sw/engines/engine.hpp"
#include "sw/golden/requantise.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"

namespace denim::cli {

// The `denim run` of a spec, as a command line names it, on these operands.
std::string run_line(const std::string& spec, const OperandSource& source,
                     const std::string& series, double stall, bool model_only);

enum class Depth {
  model,    // cycles alone: the values of B are not looked at
  program,  // also the program, and what its results must be
};

// What must be computed of a GEMM whose A is replaced by A*, which is what a series keeps of it.
// The golden model sees operands and series only, no engine. Where there is no B, the result is A.
struct Expected {
  double relative_error = 0;             // ‖(A−A*)B‖F / ‖AB‖F
  tensor::Matrix<std::int64_t> results;  // A*·B; left empty where only the model is asked
};
Expected expect(const Operands& operands, const tasd::Series& series, Depth depth);

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
  engines::Cost cost;
  program::Program program;  // left empty where only the model is asked
};
Prepared prepare(const spec::Spec& spec, const tasd::Series& series, const Operands& operands,
                 Depth depth);

struct JobOutputs {
  std::optional<std::filesystem::path> json;
  std::optional<std::filesystem::path> c;  // .npy
  std::optional<sim::Waves> waves;

  // Throws OutputError or SimError unless all can be written, each by itself and to no input.
  void check(std::span<const std::filesystem::path> inputs) const;
};

struct Job {
  spec::Spec spec;
  tasd::Series series;
  std::uint64_t seed = 0;
  double stall = 0;
  TailOptions tail;          // of a spec that has one
  bool model_only = false;   // no RTL is generated, built or run
  std::string command_line;  // that runs the job again
  JobOutputs outputs;

  Depth depth() const { return model_only ? Depth::model : Depth::program; }
};

// What came of a run on the RTL.
struct Simulated {
  sim::Simulator simulator;
  sim::RunResult result;
  std::filesystem::path bundle;
};

struct Outcome {
  Prepared prepared;  // without its program, which has done its duty
  double relative_error = 0;
  std::optional<golden::Requantise> requantise;  // by the tail, where one is run
  std::optional<Simulated> simulated;            // nothing where the model speaks alone
};

// Completes a program by what must come back, and the settings of a tail. Returns how the tail
// requantises, where the spec has one.
std::optional<golden::Requantise> complete(const spec::Spec& spec, const TailOptions& tail,
                                           const tensor::Matrix<std::int64_t>& results,
                                           program::Program& program);

// Prepares, builds or finds the simulator, and runs; or only prepares, for the model alone. Writes
// no output but the waves. `tell` hears what is being done, in a few words.
Outcome run_job(const Job& job, const Operands& operands, const Expected& expected,
                const std::function<void(std::string_view)>& tell);

}  // namespace denim::cli
