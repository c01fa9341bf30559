// Bugs in TASD units and tails, and in what a program says of them: each is found.
#include "sw/golden/fill.hpp"
#include "sw/golden/requantise.hpp"
#include "tests/catch.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/engines/tasd_unit/unit.hpp"

using namespace denim;
using namespace denim::test;
using denim::test::engines::Found;

namespace {

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec,
                  const denim::engines::Compiled& compiled, double stall, std::uint64_t seed = 3) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = seed;
  options.cycle_limit = 20 * (compiled.cost.cycles + 50);  // many of the bugs make it hang
  const sim::RunResult result = sim::run(simulator, spec, compiled.program, options);
  if (result.ok() && (stall > 0 || result.cycles == compiled.cost.cycles)) return "";
  std::string wrong = fmt::format("{} mismatches in {} cycles", result.mismatches, result.cycles);
  for (const std::string& fault : result.faults) wrong += "; " + fault;
  return wrong;
}

test::engines::Jury jury_of(const spec::Spec& spec, const denim::engines::Compiled& compiled) {
  const auto report = [=, &spec, &compiled](const sim::Simulator& simulator) {
    std::string wrong;
    for (std::uint64_t seed = 1; seed < 8; ++seed) {
      for (const double stall : {0.0, 0.3, 0.5, 0.8, 0.9}) {
        if (wrong.empty()) wrong = judge(simulator, spec, compiled, stall, seed);
      }
    }
    return wrong;
  };
  return {[=, &spec, &compiled](const sim::Simulator& simulator, bool, bool) {
            return test::engines::Verdicts{judge(simulator, spec, compiled, 0),
                                           judge(simulator, spec, compiled, 0.5), "", ""};
          },
          report};
}

const std::vector<test::engines::LeafBug> unit_leaves{
    {"of equal magnitudes the higher index comes first", "denim_tasd_rank",
     "{magnitude, «~index», negative}", "index", Found::always},
    {"the least value has no magnitude", "denim_tasd_rank",
     "magnitude = «negative ? -value_i : value_i»",
     "{1'b0, (negative ? (Width-1)'(-value_i) : value_i[Width-2:0])}", Found::always},
    {"an empty pair names an element", "denim_tasd_pair", "index_o = («magnitude == '0»)",
     "magnitude == '1", Found::always},
    {"what was taken before stays in the residual", "denim_tasd_mark", "marks_o = «marks_i» |",
     "marks_i & '0", Found::always},
    {"a stream may miss a beat", "denim_fork", "ready_o = («first_done_q || first_ready_i») &&",
     "first_done_q || first_ready_i || second_ready_i", Found::under_stalls},
    {"a stage lets go of a beat that nobody takes", "denim_pipeline", "ready[s] = «ready_i» ||",
     "ready_i || valid_q[Stages-1]", Found::under_stalls},
};

const std::vector<test::engines::LeafBug> tail_leaves{
    {"rounds down", "denim_tail_saturate", "quotient_i + «InWidth'(up_i)»",
     "InWidth'(up_i && relu_i)", Found::always},
    {"wraps", "denim_tail_saturate", "else if («fits») begin", "fits || !relu_i", Found::always},
    {"takes an element too few", "denim_stage", "last = 32'(count_q) == «Cycles - 1»",
     "Cycles > 1 ? Cycles - 2 : 0", Found::always},
};

const std::vector<test::engines::Unreported> unit_unreported{
    {"chain_unit_?: gen_pair.gen_next.earlier: gen_pair[k - 1].marks is the next one",
     "of two pairs only one has another before it"},
};

const std::vector<test::engines::Unreported> tail_unreported{
    {"tail: gen_requantise.product_q.value: *scale_i* is extended by zeros",
     "the factor has a zero in front"},
};

// A times some B, with a coarse tail, so that there are ties: halves of what is left.
denim::engines::Compiled tail_job(const spec::Spec& spec, const Ints& a) {
  const Ints b = random_blocks(a.cols(), 12, 8, 3);
  const std::vector<denim::engines::Term> terms{denim::engines::Term(a)};
  denim::engines::Compiled job = denim::engines::compile(spec, {{}, terms, b});
  tensor::Matrix<std::int64_t> c(a.rows(), b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (std::size_t j = 0; j < b.cols(); ++j) {
      for (std::size_t k = 0; k < a.cols(); ++k) c(i, j) += std::int64_t{a(i, k)} * b(k, j);
    }
  }
  const golden::Requantise how{1, 9, false, 8};
  job.program.settings = {{"scale", how.scale}, {"shift", how.shift}, {"relu", how.relu}};
  golden::fill(spec, golden::requantise(c, how), job.program);
  return job;
}

}  // namespace

TEST_CASE("each bug in a TASD unit is found", "[tasd_unit][bugs]") {
  const spec::Spec spec = UnitForm{8, R"(["2:4", "2:8"])", 8, "sorter", 3}.spec();
  const Ints blocks = random_blocks(300, 8, 8, 5);
  const auto compiled = compiled_unit(spec, blocks);
  test::engines::check_bugs(spec, {unit_leaves, {}, unit_unreported}, jury_of(spec, compiled));
}

TEST_CASE("what a program says wrongly of a TASD unit is named", "[tasd_unit][bugs]") {
  const spec::Spec spec = UnitForm{8, R"(["2:4", "2:8"])", 8, "sorter", 3}.spec();
  Ints block(1, 8);
  block(0, 5) = -128;
  const auto sound = compiled_unit(spec, block);
  const sim::Simulator& simulator = test::engines::simulator_of(spec);

  program::Program wrong = sound.program;
  // The pairs: two of each of the two blocks of four, then two of the block of eight.
  const spec::Field value = spec::layout(spec, "t").field("value");
  program::set_bits(wrong.outputs[0].beats.beat(0), value.bit(0), value.width, 3);
  const sim::RunResult result = sim::run(simulator, spec, wrong, {});
  CHECK(result.mismatches == 1);
  REQUIRE(result.first.size() == 1);
  CHECK_THAT(result.first[0].to_text(),
             ContainsSubstring("stream t, beat 0, value[0]: expected 3, got 0 in cycle "));

  program::Program more = sound.program;
  static_cast<void>(more.outputs[1].append({0, 0}));
  const sim::RunResult hangs = sim::run(simulator, spec, more, {});
  CHECK_FALSE(hangs.ok());
  REQUIRE(hangs.first.size() == 1);
  CHECK(hangs.first[0].to_text() == "stream r, beat 1: never came");
  REQUIRE(hangs.faults.size() == 1);
  CHECK_THAT(hangs.faults[0], ContainsSubstring("the host waits for r_valid_o with result 2 of 2"));

  program::Program less = sound.program;
  less.outputs.pop_back();
  CHECK_THROWS_WITH(sim::run(simulator, spec, less, {}),
                    ContainsSubstring("does not state the beats of stream 'r'"));
}

TEST_CASE("each bug in a tail is found, and settings must be there", "[demm][tail][bugs]") {
  const spec::Spec spec = spec::Spec::parse(
      "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nrows = 6\nmemory = \"regs\"\n"
      "tail = \"tasd\"\ntail_terms = [\"2:4\"]\ntail_form = \"serial\"\n",
      "test spec", "tail_bugs");
  // Sums of several beats, and one each, so that blocks follow one another as close as they can.
  const auto compiled = tail_job(spec, random_blocks(20, 16, 8, 2));
  Ints sparse(24, 8);
  for (std::size_t i = 0; i < sparse.rows(); ++i) sparse(i, i % 7) = static_cast<int>(i) - 9;
  const auto dense_results = tail_job(spec, sparse);
  const sim::Simulator& sound = test::engines::simulator_of(spec);
  const test::engines::Jury jury = jury_of(spec, compiled);
  const test::engines::Jury other_jury = jury_of(spec, dense_results);
  test::engines::check_bugs(spec, {tail_leaves, {}, tail_unreported, "tail"},
                            {jury.verdicts, [&](const sim::Simulator& simulator) {
                               const std::string wrong = jury.report(simulator);
                               return wrong.empty() ? other_jury.report(simulator) : wrong;
                             }});

  auto without = compiled.program;
  without.settings.pop_back();
  CHECK_THROWS_WITH(sim::run(sound, spec, without, {}),
                    ContainsSubstring("the program does not set 'relu'"));
  auto wide = compiled.program;
  wide.settings[1].value = 64;
  CHECK_THROWS_WITH(sim::run(sound, spec, wide, {}),
                    ContainsSubstring("'shift' to 64, which 6 bits do not hold"));
  // The settings matter: with another scale the results are others.
  auto other = compiled;
  other.program.settings[0].value = 3;
  CHECK(judge(sound, spec, other, 0) != "");
}
