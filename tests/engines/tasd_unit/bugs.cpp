// Bugs in TASD units and tails, and in what a program says of them: each is found.
#include <fstream>

#include "sw/engines/tail.hpp"
#include "sw/golden/requantise.hpp"
#include "tests/catch.hpp"
#include "tests/engines/tasd_unit/unit.hpp"
#include "tests/support/bundle_folder.hpp"

using namespace denim;
using namespace denim::test;

namespace {

struct Bug {
  const char* what;
  const char* file;
  const char* from;  // stands there once
  const char* to;
  bool stalls_only = false;
};

// A simulator of the spec with the bug in it.
sim::Simulator with_bug(const spec::Spec& spec, const Bug& bug) {
  const BundleFolder bundle(spec);
  const std::filesystem::path file = bundle.path() / "rtl" / bug.file;
  std::string text = text_of(file);
  const std::size_t at = text.find(bug.from);
  CAPTURE(bug.what);
  REQUIRE(at != std::string::npos);
  REQUIRE(text.find(bug.from, at + 1) == std::string::npos);
  std::ofstream(file, std::ios::binary) << text.replace(at, std::string(bug.from).size(), bug.to);
  sim::BuildOptions options;
  options.cache = sim::default_cache();
  return sim::build(bundle.path(), options);
}

bool right(const sim::Simulator& simulator, const spec::Spec& spec,
           const denim::engines::Compiled& compiled, std::span<const std::int64_t> c,
           double stall) {
  sim::RunOptions options;
  options.stall = stall;
  options.seed = 3;
  const sim::RunResult result = sim::run(simulator, spec, compiled.program, c, options);
  return result.ok() && (stall > 0 || result.cycles == compiled.cost.cycles);
}

void check_bug(const spec::Spec& spec, const Bug& bug, const denim::engines::Compiled& compiled,
               std::span<const std::int64_t> c) {
  const sim::Simulator simulator = with_bug(spec, bug);
  INFO(bug.what);
  CHECK(right(simulator, spec, compiled, c, 0) == bug.stalls_only);
  CHECK_FALSE(right(simulator, spec, compiled, c, 0.5));
}

const Bug unit_bugs[]{
    {"of equal magnitudes the higher index comes first", "denim_tasd_rank.sv", "~index", "index"},
    {"the least value has no magnitude", "denim_tasd_rank.sv", "negative ? -value_i : value_i",
     "{1'b0, (negative ? (Width-1)'(-value_i) : value_i[Width-2:0])}"},
    {"an empty pair names an element", "denim_tasd_pair.sv",
     "(magnitude == '0) ? '0 :", "(magnitude == '1) ? '0 :"},
    {"what was taken before stays in the residual", "denim_tasd_mark.sv", "marks_i | (",
     "(marks_i & '0) | ("},
    {"a stream may miss a beat", "denim_fork.sv", "(first_done_q || first_ready_i) &&",
     "(first_done_q || first_ready_i || second_ready_i) &&", true},
    {"a stage lets go of a beat that nobody takes", "denim_stage.sv", "(last && ready_i)",
     "(last && (ready_i || busy_q))", true},
};

}  // namespace

TEST_CASE("each bug in a TASD unit is found", "[tasd_unit][bugs]") {
  const spec::Spec spec = UnitForm{8, R"(["2:4", "2:8"])", 8, "sorter", 3}.spec();
  const Ints blocks = random_blocks(300, 8, 8, 5);
  const auto compiled = denim::engines::find_engine("tasd_unit").transform(spec, blocks);
  REQUIRE(run_unit(spec, blocks, 0, 3) == "");
  REQUIRE(run_unit(spec, blocks, 0.5, 3) == "");
  for (const Bug& bug : unit_bugs) check_bug(spec, bug, compiled, {});
}

TEST_CASE("what a program says wrongly of a TASD unit is named", "[tasd_unit][bugs]") {
  const spec::Spec spec = UnitForm{8, R"(["2:4", "2:8"])", 8, "sorter", 3}.spec();
  Ints block(1, 8);
  block(0, 5) = -128;
  const auto sound = denim::engines::find_engine("tasd_unit").transform(spec, block);
  const sim::Simulator& simulator = denim::test::engines::simulator_of(spec);

  program::Program wrong = sound.program;
  // The pairs: two of each of the two blocks of four, then two of the block of eight.
  const spec::Field value = spec::layout(spec, "t").field("value");
  program::set_bits(wrong.stated[0].beat(0), value.bit(0), value.width, 3);
  const sim::RunResult result = sim::run(simulator, spec, wrong, {}, {});
  CHECK(result.mismatches == 1);
  REQUIRE(result.first_beats.size() == 1);
  CHECK_THAT(result.first_beats[0].to_text(),
             ContainsSubstring("stream t, beat 0, value[0]: expected 3, got 0 in cycle "));

  program::Program more = sound.program;
  more.stated[1].set_repeat(2);
  const sim::RunResult hangs = sim::run(simulator, spec, more, {}, {});
  CHECK_FALSE(hangs.ok());
  REQUIRE(hangs.first_beats.size() == 1);
  CHECK(hangs.first_beats[0].to_text() == "stream r, beat 1: never came");
  REQUIRE(hangs.faults.size() == 1);
  CHECK_THAT(hangs.faults[0], ContainsSubstring("the host waits for r_valid_o with result 2 of 2"));

  program::Program less = sound.program;
  less.stated.pop_back();
  CHECK_THROWS_WITH(sim::run(simulator, spec, less, {}, {}),
                    ContainsSubstring("does not state the beats of stream 'r'"));
}

TEST_CASE("each bug in a tail is found, and settings must be there", "[demm][tail][bugs]") {
  const spec::Spec spec = spec::Spec::parse(
      "engine = \"demm\"\nn = 2\nm = 8\ncolumns = 4\nrows = 6\nmemory = \"regs\"\n"
      "tail = \"tasd\"\ntail_terms = [\"2:4\"]\ntail_form = \"serial\"\n",
      "test spec", "tail_bugs");
  const Ints a = random_blocks(20, 16, 8, 2);
  const Ints b = random_blocks(16, 12, 8, 3);
  const std::vector<denim::engines::Term> terms{denim::engines::Term(a)};
  auto compiled = denim::engines::compile(spec, terms, b);
  tensor::Matrix<std::int64_t> c(a.rows(), b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (std::size_t j = 0; j < b.cols(); ++j) {
      for (std::size_t k = 0; k < a.cols(); ++k) c(i, j) += std::int64_t{a(i, k)} * b(k, j);
    }
  }
  // A coarse one, so that there are ties: halves of what is left.
  const golden::Requantise how{1, 9, false, 8};
  c = golden::requantise(c, how);
  denim::engines::add_tail(spec, {how.scale, how.shift, how.relu}, compiled.program, c);
  const sim::Simulator& sound = denim::test::engines::simulator_of(spec);
  REQUIRE(right(sound, spec, compiled, c.values(), 0));
  REQUIRE(right(sound, spec, compiled, c.values(), 0.5));

  const Bug bugs[]{
      {"rounds down", "denim_tail_saturate.sv", "quotient_i + InWidth'(up_i)",
       "quotient_i + InWidth'(up_i && relu_i)"},
      {"wraps", "denim_tail_saturate.sv", "else if (fits)", "else if (fits || !relu_i)"},
      {"takes an element too few", "denim_stage.sv", "Cycles - 1;",
       "(Cycles > 1 ? Cycles - 2 : 0);"},
  };
  for (const Bug& bug : bugs) check_bug(spec, bug, compiled, c.values());

  auto without = compiled.program;
  without.settings.pop_back();
  CHECK_THROWS_WITH(sim::run(sound, spec, without, c.values(), {}),
                    ContainsSubstring("the program does not set 'relu'"));
  auto wide = compiled.program;
  wide.settings[1].value = 64;
  CHECK_THROWS_WITH(sim::run(sound, spec, wide, c.values(), {}),
                    ContainsSubstring("'shift' to 64, which 6 bits do not hold"));
  // The settings matter: with another scale the results are others.
  auto other = compiled;
  other.program.settings[0].value = 3;
  CHECK_FALSE(right(sound, spec, other, c.values(), 0));
}
