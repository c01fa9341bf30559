// Cases on a generated engine against the golden model: every result bit by bit, every cycle by the
// model, no error bit, with and without stalls.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<spec>#<number> runs that case alone.
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/engines/frame/tests.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_traits.hpp"

namespace denim::test::engines {

namespace {

std::optional<std::size_t> only_case(const std::string& spec_name, bool& other_spec) {
  const char* wanted = std::getenv("DENIM_ENGINE_CASE");
  other_spec = false;
  if (!wanted) return std::nullopt;
  const std::string text = wanted;
  const auto mark = text.find('#');
  other_spec = text.substr(0, mark) != spec_name;
  return mark == std::string::npos ? 0 : std::stoul(text.substr(mark + 1));
}

std::string report(const spec::Spec& spec, const Case& c, std::size_t number, double stall,
                   const std::string& wrong) {
  return fmt::format(
      "{}\n  {}, stall {}\n  spec:\n{}  again: DENIM_ENGINE_CASE='{}#{}' build/tests/engines "
      "'[{}][cases]'",
      wrong, to_text(c), stall, spec.canonical(), spec.name(), number, spec.engine().name);
}

// Returns how many cases were run.
std::size_t run_spec(const NamedSpec& named, std::size_t corner_step, std::size_t random_cases) {
  const spec::Spec spec = named.spec();
  const Cases cases(spec);
  bool other_spec = false;
  const auto only = only_case(spec.name(), other_spec);
  if (other_spec) return 0;
  const sim::Simulator& simulator = simulator_of(spec);
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < cases.corners(); i += corner_step) numbers.push_back(i);
  for (std::size_t i = 0; i < random_cases; ++i) numbers.push_back(cases.corners() + i);
  if (only) numbers.assign(1, *only);
  std::size_t failures = 0;
  std::size_t with_results = 0;
  for (const std::size_t number : numbers) {
    if (failures >= shown_failures) break;
    const Case c = cases.at(number);
    const Job job = make_job(spec, c);
    with_results += job.compiled.program.output("c").size() == 0 ? 0 : 1;
    // As it is without stalls, with seed 0 (of what the engine does not reset); and with stalls,
    // other seeds, and garbage in the bits that do not count.
    for (const auto& [stall, seed] : {std::pair{0.0, std::uint64_t{0}}, {c.stall, c.seed}}) {
      const Expectation expected{job.golden.values(), job.compiled.cost.cycles, 0, stall};
      const program::Program& program = job.compiled.program;
      const std::string wrong = run_and_judge(
          simulator, spec, stall == 0 ? program : traits_of(spec).garbled(spec, program, seed),
          expected, seed);
      if (wrong.empty()) continue;
      ++failures;
      FAIL_CHECK(report(spec, c, number, stall, wrong));
    }
  }
  CHECK(failures == 0);
  if (!only) CHECK(with_results > numbers.size() / 2);
  return numbers.size();
}

}  // namespace

void check_choices(const Subject& subject) {
  const auto& [all, of, impossible] = subject.choices;
  CHECK(pairs_not_met(subject.specs, all, of) == impossible);
}

void check_cases(const Subject& subject) {
  const bool all = std::getenv("DENIM_ENGINE_CASE") == nullptr;
  if (all) build_simulators(specs_of(subject.specs));
  std::size_t cases = 0;
  for (const NamedSpec& named : subject.specs) {
    CAPTURE(named.name);
    cases += run_spec(named, subject.cases.corner_step, subject.cases.random);
  }
  if (all) CHECK(cases >= 1000);  // each without stalls and with them
}

}  // namespace denim::test::engines
