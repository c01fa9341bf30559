// `dot` on RTL against the golden model: every element of C, every cycle, with and without stalls;
// and bugs in its leaf and in the emitted design, each of which is found.
#include <fmt/format.h>

#include "sw/flow/cases.hpp"
#include "sw/flow/device.hpp"
#include "sw/golden/fill.hpp"
#include "tests/catch.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"

using namespace denim;

namespace {

using Ints = tensor::Matrix<std::int32_t>;

spec::Spec dot_spec(const std::string& keys) {
  return spec::Spec::parse("engine = \"dot\"\n" + keys, "test spec", "dot_test");
}

// A seeded case with what must come back.
engines::Compiled compiled(const spec::Spec& spec, std::uint64_t number) {
  test::engines::Job job = test::engines::make_job(spec, flow::Cases(spec).at(number));
  golden::fill(spec, job.golden, job.compiled.program);
  return std::move(job.compiled);
}

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec,
                  const engines::Compiled& job, double stall, std::uint64_t seed) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  options.cycle_limit = 100 * (job.cost.cycles + 50);  // some of the bugs make it hang
  const sim::RunResult result = sim::run(simulator, spec, job.program, options);
  if (result.ok() && (stall > 0 || result.cycles == job.cost.cycles)) return "";
  std::string wrong = fmt::format("{} mismatches in {} cycles, the model has {}", result.mismatches,
                                  result.cycles, job.cost.cycles);
  for (const sim::Mismatch& first : result.first) wrong += "; " + first.to_text();
  for (const std::string& fault : result.faults) wrong += "; " + fault;
  return wrong;
}

const std::vector<std::string> specs{"lanes = 1\na_width = 4\nb_width = 4\nacc_width = 16\n",
                                     "lanes = 3\n",
                                     "lanes = 4\n",
                                     "lanes = 9\na_width = 16\nb_width = 4\nacc_width = 40\n",
                                     "lanes = 4\nresult_bits = 5\n",
                                     "lanes = 4\nresult_bits = 16\n",
                                     "lanes = 3\nregistered_ready = true\n"};

}  // namespace

TEST_CASE("dot goes from group to group", "[dot]") {
  const spec::Spec spec = dot_spec("lanes = 4\n");
  const auto cycles = [&](std::size_t groups) {
    return engines::compile(spec, {Ints(6, 3 * 10), {}, Ints(3 * 10, 5), groups}).cost.cycles;
  };
  CHECK(cycles(1) == 6 * 5 * 8 + 1);  // ⌈30 / 4⌉ beats
  CHECK(cycles(3) == 6 * 5 * 3 + 1);  // ⌈10 / 4⌉
}

TEST_CASE("dot is bit- and cycle-exact, under any stalls", "[dot]") {
  for (const std::string& keys : specs) {
    const spec::Spec spec = dot_spec(keys);
    const sim::Simulator& simulator = test::engines::simulator_of(spec);
    const flow::Cases cases(spec);
    for (std::uint64_t number = 0; number < cases.corners() + 100; number += 11) {
      INFO(keys << "case " << number << ", " << to_text(cases.at(number)));
      const engines::Compiled job = compiled(spec, number);
      REQUIRE(judge(simulator, spec, job, 0, number) == "");
      REQUIRE(judge(simulator, spec, job, cases.at(number).stall, number) == "");
    }
  }
}

TEST_CASE("dot: the cycles are those of the law", "[dot]") {
  const spec::Spec spec = dot_spec("lanes = 4\n");
  const Ints a(3, 9);
  const engines::Cost cost = engines::compile(spec, {a, {}, Ints(9, 5)}).cost;
  CHECK(cost.cycles == 3 * 5 * 3 + 1);
  CHECK(cost.stream("b").beats == 3 * 5 * 3);
}

TEST_CASE("dot: an accumulator that could overflow is refused", "[dot]") {
  const spec::Spec spec = dot_spec("lanes = 1\na_width = 8\nb_width = 8\nacc_width = 16\n");
  const Ints row = Ints::from(1, 3, {127, 127, 127});
  CHECK_NOTHROW(engines::compile(spec, {row, {}, Ints::from(3, 1, {127, 127, 4})}));
  CHECK_REFUSED(engines::compile(spec, {row, {}, Ints::from(3, 1, {127, 127, 127})}), "row 0 of C",
                "overflows a 16-bit accumulator");
}

TEST_CASE("each bug in dot is found", "[dot][bugs]") {
  const spec::Spec spec = dot_spec("lanes = 3\n");
  std::vector<engines::Compiled> jobs;
  const flow::Cases cases(spec);
  for (std::uint64_t i = 0; i < 8; ++i) jobs.push_back(compiled(spec, cases.corners() + i));
  const auto verdict = [&](const sim::Simulator& simulator, double stall) {
    std::string wrong;
    for (std::uint64_t seed = 0; seed < jobs.size() && wrong.empty(); ++seed) {
      wrong = judge(simulator, spec, jobs[seed], stall, seed);
    }
    return wrong;
  };
  const std::vector<test::engines::LeafBug> leaves{
      {"a result is overwritten", "denim_dot_accumulator", "room = «!full_q || ready_i»", "1'b1",
       test::engines::Found::under_stalls},
      {"one stream goes on alone", "denim_dot_accumulator", "a_ready_o = «b_valid_i» && room",
       "1'b1", test::engines::Found::under_stalls},
      {"sums run on", "denim_dot_accumulator", "(«first_q ? '0 : total_q»)", "total_q",
       test::engines::Found::always},
  };
  test::engines::check_bugs(
      spec, {leaves, {}, {}},
      {[&](const sim::Simulator& simulator, bool, bool) {
         return test::engines::Verdicts{verdict(simulator, 0), verdict(simulator, 0.5), "", ""};
       },
       [&](const sim::Simulator& simulator) {
         const std::string wrong = verdict(simulator, 0);
         return wrong.empty() ? verdict(simulator, 0.5) : wrong;
       }});
}
