// One GEMM on simulated RTL, held against golden and model, with the seconds that each step takes.
#pragma once

#include <time.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "gen/spec/spec.hpp"
#include "sim/run.hpp"
#include "sw/engines/engine.hpp"
#include "sw/flow/device.hpp"
#include "sw/flow/operands.hpp"
#include "sw/golden/fill.hpp"
#include "sw/golden/golden.hpp"
#include "tests/bench/support/layers.hpp"

namespace denim::bench {

// Of this process on all its cores: the machine may have other things to do.
inline double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct RtlRun {
  std::uint64_t cycles = 0;
  engines::Cost model;
  std::uint64_t outputs = 0;  // of C, each of which is compared
  std::uint64_t mismatches = 0;
  std::string problem;  // what went wrong beside mismatches and cycles; empty: nothing
  double compile_seconds = 0;
  double golden_seconds = 0;
  double run_seconds = 0;    // simulation and comparison
  double model_seconds = 0;  // one call of cost()

  bool ok() const { return mismatches == 0 && problem.empty() && cycles == model.cycles; }
};

// Seconds of one call: of as many as take a few milliseconds.
inline double seconds_of_cost(const engines::Schedule& schedule) {
  constexpr double least = 0.005;
  std::uint64_t calls = 0;
  const double begin = cpu_seconds();
  double now = begin;
  for (std::uint64_t batch = 1; now - begin < least; batch *= 2) {
    for (std::uint64_t call = 0; call < batch; ++call) schedule.cost();
    calls += batch;
    now = cpu_seconds();
  }
  return (now - begin) / static_cast<double>(calls);
}

// The RTL of a spec, built once.
class Rtl {
 public:
  explicit Rtl(const spec::Spec& spec) : spec_(spec), device_(spec) {}

  // A times `columns` columns from the seed.
  RtlRun run(const tensor::Matrix<std::int32_t>& a, std::size_t columns) const {
    RtlRun result;
    const auto b = flow::random_b(a.cols(), columns, seed, bits);
    double begin = cpu_seconds();
    const engines::Term term(a);
    const auto schedule = engines::schedule(spec_, {a, std::span(&term, 1), b});
    result.compile_seconds = cpu_seconds() - begin;
    result.model = schedule->cost();
    result.model_seconds = seconds_of_cost(*schedule);
    begin = cpu_seconds();
    program::Program program = schedule->program();
    result.compile_seconds += cpu_seconds() - begin;

    begin = cpu_seconds();
    const auto golden = golden::multiply(a, b);
    golden::fill(spec_, golden, program);
    result.golden_seconds = cpu_seconds() - begin;
    begin = cpu_seconds();
    const sim::RunResult run = device_.run(program);
    result.run_seconds = cpu_seconds() - begin;
    result.cycles = run.cycles;
    result.outputs = golden.size();
    result.mismatches = run.mismatches;
    if (run.error_bits != 0) result.problem = fmt::format("error bits {:#x}", run.error_bits);
    if (!run.faults.empty()) result.problem = run.faults.front();
    return result;
  }

 private:
  spec::Spec spec_;
  flow::Device device_;
};

}  // namespace denim::bench
