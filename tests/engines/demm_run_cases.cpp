// Generated `demm` engines against the golden model.
#include "tests/engines/run_cases.hpp"
#include "tests/support/demm_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

void run_spec(const NamedSpec& named) { run_spec(named, 11, 100); }

}  // namespace

TEST_CASE("demm: in the specs of these tests each choice of hardware meets each other", "[demm]") {
  // Of the last key one and more levels are told apart, but not how many more.
  const std::vector<Choices> choices{{"memory", {"\"regs\"", "\"replicated\"", "\"banked\""}},
                                     {"overlap", {"false", "true"}},
                                     {"segments", {"1", "2", "4", "8"}},
                                     {"read_latency", {"0", "1"}},
                                     {"read_registers", {"0", "1"}},
                                     {"multiply_registers", {"0", "1", "2"}},
                                     {"sum_levels", {"0", "1", "more"}}};
  const auto choice = [](const spec::Spec& spec, const std::string& key) -> std::string {
    if (key == "sum_levels" && spec.integer(key) > 1) return "more";
    return spec::to_text(spec.value(key));
  };
  CHECK(pairs_not_met(demm_specs, choices, choice) == std::vector<std::string>{});
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
