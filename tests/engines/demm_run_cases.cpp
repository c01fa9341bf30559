// Generated `demm` engines against the golden model: every result bit by bit, every cycle by the
// model, no error bit, with and without stalls.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<spec>#<number> runs that case alone.
#include <cstdlib>
#include <optional>
#include <set>

#include "tests/catch.hpp"
#include "tests/support/engine_beats.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// Every eleventh of the corners: prime to the number of choices of each kind, so that each choice
// still meets each of the others.
constexpr std::size_t corner_step = 11;
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
    with_results += job.compiled.program.results.empty() ? 0 : 1;
    // As it is without stalls, with seed 0 (of what the engine does not reset); and with stalls,
    // other seeds, and garbage in the bits that do not count.
    for (const auto& [stall, seed] : {std::pair{0.0, std::uint64_t{0}}, {c.stall, c.seed}}) {
      const Expectation expected{job.golden.values(), job.compiled.cost.cycles, 0, stall};
      const program::Program& program = job.compiled.program;
      const std::string wrong = run_and_judge(
          simulator, spec, stall == 0 ? program : garbled(spec, program, seed), expected, seed);
      if (wrong.empty()) continue;
      ++failures;
      FAIL_CHECK(report(spec, c, number, stall, wrong));
    }
  }
  CHECK(failures == 0);
  if (!only) CHECK(with_results > numbers.size() / 2);
}

}  // namespace

TEST_CASE("demm: in the specs of these tests each choice of hardware meets each other", "[demm]") {
  // Of the last key one and more levels are told apart, but not how many more.
  const std::vector<std::pair<std::string, std::vector<std::string>>> choices{
      {"memory", {"\"regs\"", "\"replicated\"", "\"banked\""}},
      {"overlap", {"false", "true"}},
      {"segments", {"1", "2", "4", "8"}},
      {"read_latency", {"0", "1"}},
      {"read_registers", {"0", "1"}},
      {"multiply_registers", {"0", "1", "2"}},
      {"sum_levels", {"0", "1", "more"}}};
  std::set<std::string> met;
  for (const NamedSpec& named : demm_specs) {
    const spec::Spec spec = named.spec();
    const auto choice = [&](const std::string& key) {
      if (key == "sum_levels" && spec.integer(key) > 1) return key + " = more";
      return key + " = " + spec::to_text(spec.value(key));
    };
    for (const auto& one : choices) {
      for (const auto& other : choices) met.insert(choice(one.first) + ", " + choice(other.first));
    }
  }
  for (const auto& [key, values] : choices) {
    for (const auto& [other, other_values] : choices) {
      if (key == other) continue;
      for (const std::string& value : values) {
        for (const std::string& other_value : other_values) {
          CHECK(met.contains(fmt::format("{} = {}, {} = {}", key, value, other, other_value)));
        }
      }
    }
  }
}

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
TEST_CASE("demm is bit- and cycle-exact: 4:4, fixed passes, overlapped, 4 × 16 bits",
          "[demm][cases]") {
  run_spec(dense);
}
TEST_CASE("demm is bit- and cycle-exact: 5:6, fixed passes, 16 × 4 bits", "[demm][cases]") {
  run_spec(roomy);
}
TEST_CASE("demm is bit- and cycle-exact: 2:12, fixed passes, 16 × 16 bits, deep pipeline",
          "[demm][cases]") {
  run_spec(wide);
}
TEST_CASE("demm is bit- and cycle-exact: 1:16, overlapped, 4 × 4 bits in 16", "[demm][cases]") {
  run_spec(narrow);
}
TEST_CASE("demm is bit- and cycle-exact: 6:64, registered reads, 16 columns", "[demm][cases]") {
  run_spec(larger);
}
TEST_CASE("demm is bit- and cycle-exact: 2:1000, two banks", "[demm][cases]") { run_spec(deep); }
TEST_CASE("demm is bit- and cycle-exact: 2 rows a beat, 3:7, register file", "[demm][cases]") {
  run_spec(packed2_regs);
}
TEST_CASE("demm is bit- and cycle-exact: 2 rows a beat, 5:9, replicated, registered reads",
          "[demm][cases]") {
  run_spec(packed2_replicated);
}
TEST_CASE("demm is bit- and cycle-exact: 2 rows a beat, 4:12, banked, registered reads",
          "[demm][cases]") {
  run_spec(packed2_banked);
}
TEST_CASE("demm is bit- and cycle-exact: 4 rows a beat, 6:10, register file, registered reads",
          "[demm][cases]") {
  run_spec(packed4_regs);
}
TEST_CASE("demm is bit- and cycle-exact: 4 rows a beat, 7:11, replicated", "[demm][cases]") {
  run_spec(packed4_replicated);
}
TEST_CASE("demm is bit- and cycle-exact: 4 rows a beat, 4:20, banked, registered reads",
          "[demm][cases]") {
  run_spec(packed4_banked);
}
TEST_CASE("demm is bit- and cycle-exact: 8 rows a beat, 9:13, register file", "[demm][cases]") {
  run_spec(packed8_regs);
}
TEST_CASE("demm is bit- and cycle-exact: 8 rows a beat, 11:17, replicated, registered reads",
          "[demm][cases]") {
  run_spec(packed8_replicated);
}
TEST_CASE("demm is bit- and cycle-exact: 8 rows a beat, 8:24, banked", "[demm][cases]") {
  run_spec(packed8_banked);
}
