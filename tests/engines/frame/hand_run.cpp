#include "tests/engines/frame/hand_run.hpp"

#include <algorithm>
#include <vector>

namespace denim::test::engines {

std::uint64_t error_mask(const spec::Spec& spec, const std::set<std::string>& names) {
  std::uint64_t mask = 0;
  const auto& errors = spec.engine().errors;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (names.contains(errors[i].name)) mask |= std::uint64_t{1} << i;
  }
  return mask;
}

sim::RunResult run_hand(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                        double stall, std::uint64_t seed) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  return sim::run(simulator, spec, job.program, job.expected, options);
}

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                  double stall, std::uint64_t seed) {
  HandJob wanted = job;
  sim::RunResult result = run_hand(simulator, spec, job, stall, seed);
  const std::vector<bool>& certain = job.reference.certain;
  if (std::ranges::count(certain, false) != 0 && result.c.size() == wanted.expected.size()) {
    // What the contract leaves open is taken as it came; the rest must be as it says.
    const std::size_t columns = job.program.columns;
    for (std::size_t i = 0; i < wanted.expected.size(); ++i) {
      if (!certain[i / columns]) wanted.expected[i] = result.c[i];
    }
    result = run_hand(simulator, spec, wanted, stall, seed);
  }
  const std::uint64_t possible = error_mask(spec, job.reference.possible_errors);
  const std::uint64_t errors = error_mask(spec, job.reference.errors);
  const Expectation expected{wanted.expected, job.reference.cycles,
                             errors | (possible & result.error_bits), stall};
  return verdict(result, expected, simulator.manifest);
}

}  // namespace denim::test::engines
