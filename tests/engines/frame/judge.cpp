#include "tests/engines/frame/judge.hpp"

#include <algorithm>
#include <memory>

#include "gen/spec/ports.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/engine_traits.hpp"

namespace denim::test::engines {

std::uint64_t error_mask(const spec::Spec& spec, const std::set<std::string>& names) {
  std::uint64_t mask = 0;
  const auto errors = spec.engine().errors_of(spec);
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
  return sim::run(simulator, spec, filled(spec, job.program, job.expected), options);
}

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                  double stall, std::uint64_t seed) {
  HandJob wanted = job;
  sim::RunResult result = run_hand(simulator, spec, job, stall, seed);
  const std::vector<bool>& certain = job.reference.certain;
  if (std::ranges::count(certain, false) != 0 && result.results.size() == wanted.expected.size()) {
    // What the contract leaves open is taken as it came; the rest must be as it says.
    const std::size_t columns = job.program.columns;
    for (std::size_t i = 0; i < wanted.expected.size(); ++i) {
      if (!certain[i / columns]) wanted.expected[i] = result.results[i];
    }
    result = run_hand(simulator, spec, wanted, stall, seed);
  }
  const std::uint64_t possible = error_mask(spec, job.reference.possible_errors);
  const std::uint64_t errors = error_mask(spec, job.reference.errors);
  // The interpreter knows nothing of what lies between engine and ports.
  const bool bare = spec::cycles_in(spec) == 0 && spec::cycles_out(spec) == 0;
  const std::uint64_t cycles = bare ? job.reference.cycles : result.cycles;
  const Expectation expected{wanted.expected, cycles, errors | (possible & result.error_bits),
                             stall};
  return verdict(result, expected, simulator.manifest);
}

Judge::Judge(const spec::Spec& spec, std::vector<HandJob> malformed)
    : spec_(spec), malformed_(std::move(malformed)) {
  const Cases cases(spec);
  for (std::size_t number = 0; number < cases.corners(); number += 41) add(cases.at(number));
  for (std::size_t i = 0; i < 50; ++i) add(cases.at(cases.corners() + i));
}

Verdicts Judge::operator()(const sim::Simulator& simulator, bool want_waiting,
                           bool want_malformed) const {
  Verdicts verdicts;
  for (const Run& run : runs_) {
    if (!verdicts.free.empty() && !verdicts.stalled.empty()) break;
    for (const double stall : {0.0, run.c.stall}) {
      std::string& verdict = stall == 0 ? verdicts.free : verdicts.stalled;
      if (verdict.empty()) verdict = judge_sound(simulator, run, stall);
    }
  }
  for (const HandJob& job : malformed_) {
    if (!want_malformed || !verdicts.malformed.empty()) break;
    verdicts.malformed = judge(simulator, spec_, job, 0, 0);
  }
  if (want_waiting) verdicts.waiting = wait(simulator);
  return verdicts;
}

std::string Judge::report(const sim::Simulator& simulator) const {
  std::string text;
  for (const Run& run : runs_) {
    if (text.empty()) text = judge_sound(simulator, run, 0);
    if (text.empty()) text = judge_sound(simulator, run, run.c.stall);
    if (!text.empty()) return text;
  }
  for (const double stall : {0.0, 0.5, 0.9}) {
    for (const HandJob& job : malformed_) {
      if (text.empty()) text = judge(simulator, spec_, job, stall, 1);
    }
  }
  return text.empty() ? wait(simulator) : text;
}

std::string Judge::judge_sound(const sim::Simulator& simulator, const Run& run,
                               double stall) const {
  const std::uint64_t cycles = run.job.compiled.cost.cycles;
  // Many of the bugs make the engine hang.
  const Expectation expected{run.job.golden.values(), cycles, 0, stall, 200 * (cycles + 50)};
  return run_and_judge(simulator, spec_, run.program, expected, run.c.seed);
}

void Judge::add(const Case& c) {
  Job job = make_job(spec_, c);
  program::Program program = traits_of(spec_).garbled(spec_, job.compiled.program, c.seed);
  runs_.push_back({c, std::move(job), std::move(program)});
}

// As the test of stalls that has c ready only where a result needs the place of the one before.
std::string Judge::wait(const sim::Simulator& simulator) const {
  for (const Run& run : runs_) {
    Bench bench(simulator, spec_);
    const auto free = bench.run(run.program, [](char, std::uint64_t) { return false; });
    if (free.taken.size() < 2) continue;
    std::set<std::uint64_t> ready{free.taken.back()};
    for (std::size_t i = 1; i < free.taken.size(); ++i) ready.insert(free.taken[i] - 1);
    const auto waiting = bench.run(run.program, [&](char stream, std::uint64_t cycle) {
      return stream == 'c' && !ready.contains(cycle);
    });
    if (waiting.cycles != free.cycles) {
      return fmt::format("{} cycles with c ready late, {} else", waiting.cycles, free.cycles);
    }
  }
  return {};
}

Jury jury_of(const spec::Spec& spec, std::vector<HandJob> malformed) {
  const auto judge = std::make_shared<Judge>(spec, std::move(malformed));
  return {[=](const sim::Simulator& simulator, bool want_waiting, bool want_malformed) {
            return (*judge)(simulator, want_waiting, want_malformed);
          },
          [=](const sim::Simulator& simulator) { return judge->report(simulator); }};
}

std::vector<HandJob> jobs_of(const Catalogue& catalogue) {
  std::vector<HandJob> jobs;
  for (const Malformed& item : catalogue.items) jobs.push_back(item.job);
  return jobs;
}

void check_sound(const Verdicts& verdicts) {
  CHECK(verdicts.free == "");
  CHECK(verdicts.stalled == "");
  CHECK(verdicts.waiting == "");
  CHECK(verdicts.malformed == "");
}

void check_found(const std::string& what, Found found, const Verdicts& verdicts) {
  INFO(what << "\n  without stalls: " << verdicts.free << "\n  with stalls: " << verdicts.stalled
            << "\n  malformed: " << verdicts.malformed << "\n  waiting: " << verdicts.waiting);
  CHECK(verdicts.free.empty() == (found != Found::always && found != Found::by_cycles));
  CHECK(verdicts.stalled.empty() == (found != Found::always && found != Found::under_stalls));
  switch (found) {
    case Found::by_cycles:
      CHECK_THAT(verdicts.free, ContainsSubstring("cycles, the model has"));
      CHECK_THAT(verdicts.free, !ContainsSubstring("mismatches"));
      break;
    case Found::by_waiting:
      CHECK_FALSE(verdicts.waiting.empty());
      break;
    case Found::malformed:
      CHECK_FALSE(verdicts.malformed.empty());
      break;
    case Found::always:
    case Found::under_stalls:
      break;
  }
}

}  // namespace denim::test::engines
