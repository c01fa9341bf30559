// Generated `demm` engines against the golden model: every result bit by bit, every cycle by the
// model, no error bit, with and without stalls.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<spec>#<number> runs that case alone.
#include <cstdlib>
#include <optional>

#include "tests/catch.hpp"
#include "tests/support/engine_beats.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

constexpr std::size_t random_cases = 100;
constexpr std::size_t shown_failures = 3;  // of a spec

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
      "'[demm][cases]'",
      wrong, to_text(c), stall, spec.canonical(), spec.name(), number);
}

void run_spec(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const Cases cases(spec);
  bool other_spec = false;
  const auto only = only_case(spec.name(), other_spec);
  if (other_spec) return;
  const sim::Simulator simulator = simulator_of(spec);
  const std::size_t begin = only.value_or(0);
  const std::size_t end = only ? *only + 1 : cases.corners() + random_cases;
  std::size_t failures = 0;
  std::size_t with_results = 0;
  for (std::size_t number = begin; number < end && failures < shown_failures; ++number) {
    const Case c = cases.at(number);
    const Job job = make_job(spec, c);
    with_results += job.compiled.program.results.empty() ? 0 : 1;
    // As it is without stalls, with seed 0 (of what the engine does not reset); and with stalls,
    // other seeds, and garbage in the bits that do not count.
    for (const auto& [stall, seed] : {std::pair{0.0, std::uint64_t{0}}, {c.stall, c.seed}}) {
      const Expectation expected{job.golden.values(), job.compiled.cycles, 0, stall};
      const program::Program& program = job.compiled.program;
      const std::string wrong = run_and_judge(
          simulator, spec, stall == 0 ? program : garbled(spec, program, seed), expected, seed);
      if (wrong.empty()) continue;
      ++failures;
      FAIL_CHECK(report(spec, c, number, stall, wrong));
    }
  }
  CHECK(failures == 0);
  if (!only) CHECK(with_results > (end - begin) / 2);
}

}  // namespace

TEST_CASE("demm is bit- and cycle-exact: 1:2, one column, one accumulator", "[demm][cases]") {
  run_spec(smallest);
}
TEST_CASE("demm is bit- and cycle-exact: 3:5, nothing a power of two", "[demm][cases]") {
  run_spec(odd);
}
TEST_CASE("demm is bit- and cycle-exact: 2:8, register file", "[demm][cases]") {
  run_spec(small_regs);
}
TEST_CASE("demm is bit- and cycle-exact: 4:16, replicated", "[demm][cases]") {
  run_spec(small_replicated);
}
TEST_CASE("demm is bit- and cycle-exact: 4:4, fixed passes, 4 × 16 bits", "[demm][cases]") {
  run_spec(dense);
}
TEST_CASE("demm is bit- and cycle-exact: 5:6, fixed passes, 16 × 4 bits", "[demm][cases]") {
  run_spec(roomy);
}
TEST_CASE("demm is bit- and cycle-exact: 2:12, fixed passes, 16 × 16 bits", "[demm][cases]") {
  run_spec(wide);
}
TEST_CASE("demm is bit- and cycle-exact: 1:16, 4 × 4 bits in 16", "[demm][cases]") {
  run_spec(narrow);
}
TEST_CASE("demm is bit- and cycle-exact: 6:64, 16 columns", "[demm][cases]") { run_spec(larger); }
TEST_CASE("demm is bit- and cycle-exact: 2:1000", "[demm][cases]") { run_spec(deep); }
