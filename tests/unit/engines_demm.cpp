// The compiler of `demm` without RTL: an interpreter that knows the engine contract only runs what
// it made, over any spec; the result must be the golden one, the cycles the model's, and the beats
// such as the contract wants them.
#include <bit>

#include "tests/catch.hpp"
#include "tests/engines/demm/program_checks.hpp"
#include "tests/engines/demm/reference.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/support/engine_cases.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// The forms with one segment and one copy of the tile, for which beats and cycles are counted by
// hand. Nothing is a power of two:
constexpr NamedSpec plain = demm_named("plain", "n = 3\nm = 5\ncolumns = 7\nrows = 6\n");
constexpr NamedSpec plain_fixed =
    demm_named("plain_fixed", "n = 2\nm = 12\ncolumns = 6\nrows = 9\npasses = \"fixed\"\n");
// No row takes a second pass.
constexpr NamedSpec plain_dense =
    demm_named("plain_dense", "n = 4\nm = 4\ncolumns = 5\nrows = 3\npasses = \"fixed\"\n");

// Any spec that the tables allow, small enough to be interpreted.
spec::Spec random_spec(tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const char* memories[]{"regs", "replicated", "banked"};
  const std::string memory = memories[rng.below(3)];
  std::int64_t n = rng.uniform_int(1, 12);
  std::int64_t m = rng.uniform_int(std::max<std::int64_t>(2, n), 24);
  if (memory == "banked") {
    n = std::int64_t{1} << rng.uniform_int(1, 4);
    m = n * rng.uniform_int(2, 5);
  }
  std::int64_t segments = std::int64_t{1} << rng.below(4);
  while (segments > n) segments /= 2;
  const bool fixed = segments == 1 && memory != "banked" && rng.bernoulli(0.4);
  const std::int64_t rows =
      segments == 1 ? rng.uniform_int(1, 12) : segments * rng.uniform_int(2, 7);
  const std::int64_t a = widths[rng.below(3)];
  const std::int64_t b = widths[rng.below(3)];
  // A sum of n products must fit, and with segments, which are differences, a bit more.
  const std::int64_t sum =
      a + b + std::bit_width(static_cast<std::uint64_t>(n) - 1) + (segments > 1 ? 1 : 0);
  return demm_spec(
      "random",
      fmt::format("n = {}\nm = {}\ncolumns = {}\nrows = {}\nsegments = {}\noverlap = {}\n"
                  "a_width = {}\nb_width = {}\nacc_width = {}\nmemory = \"{}\"\n"
                  "read_latency = {}\nread_registers = {}\nmultiply_registers = {}\n"
                  "sum_levels = {}\npasses = \"{}\"\n",
                  n, m, rng.uniform_int(1, 9), rows, segments, rng.bernoulli(0.5), a, b,
                  rng.uniform_int(std::max<std::int64_t>(16, sum), 48), memory, rng.below(2),
                  rng.below(2), rng.below(3), rng.below(4), fixed ? "fixed" : "dynamic"));
}

// Σ⌈nnz/n⌉ over rows and k-blocks: what dynamic passes take.
std::uint64_t dynamic_beats(const spec::Spec& spec, const Ints& a) {
  const auto n = static_cast<std::size_t>(spec.integer("n"));
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  std::uint64_t beats = 0;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t begin = 0; begin < a.cols(); begin += m) {
      std::size_t count = 0;
      for (std::size_t k = begin; k < std::min(begin + m, a.cols()); ++k) count += a(r, k) != 0;
      beats += (count + n - 1) / n;
    }
  }
  return beats;
}

std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

Job job_of(const spec::Spec& spec, const Ints& a, const Ints& b) {
  Job job{a, b, golden::multiply(a, b), {}};
  const std::vector<engines::Term> terms{engines::Term(a)};
  job.compiled = denim::engines::compile(spec, {{}, terms, b});
  return job;
}

Ints filled(std::size_t rows, std::size_t cols, std::int32_t value) {
  return Ints::from(rows, cols, std::vector<std::int32_t>(rows * cols, value));
}

}  // namespace

TEST_CASE("demm compiler: any spec, any case", "[engines]") {
  std::size_t followed = 0;
  constexpr std::uint64_t seeds = 1500;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = random_spec(rng);
    const Cases cases(spec);
    const std::size_t number = rng.below(cases.corners() + 50);
    const Case c = cases.at(number);
    CAPTURE(seed, number, to_text(c), spec.canonical());
    const Job job = make_job(spec, c);
    check_results(spec, job);
    followed += check_beats(spec, job) ? 1 : 0;
    check_causes(spec, job);
  }
  CHECK(followed > seeds / 2);
}

TEST_CASE("demm compiler: every corner of a few specs", "[engines]") {
  for (const NamedSpec& named : demm_specs) {
    const spec::Spec spec = named.spec();
    const Cases cases(spec);
    for (std::size_t number = 0; number < cases.corners(); number += 19) {
      const Case c = cases.at(number);
      CAPTURE(number, to_text(c), spec.canonical());
      const Job job = make_job(spec, c);
      check_results(spec, job);
      check_beats(spec, job);
      check_causes(spec, job);
    }
  }
}

TEST_CASE("demm compiler: dynamic passes are as many as the non-zeros need", "[engines]") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = random_spec(rng);
    if (spec.word("passes") != "dynamic" || spec.word("memory") == "banked") continue;
    Case c = Cases(spec).at(rng.below(1000));
    c.series = "1:2";  // one term; the matrix itself is compiled below
    const Job drawn = make_job(spec, c);
    CAPTURE(seed, to_text(c), spec.canonical());
    const Job job = job_of(spec, drawn.a, drawn.b);
    const std::uint64_t tiles =
        ceil_div(c.columns, static_cast<std::uint64_t>(spec.integer("columns")));
    if (spec.integer("segments") == 1) {
      CHECK(job.compiled.cost.stream("a").beats == tiles * dynamic_beats(spec, drawn.a));
    } else if (!spec.flag("overlap")) {  // else k-blocks may be narrower than m
      CHECK(job.compiled.cost.stream("a").beats <= tiles * dynamic_beats(spec, drawn.a));
    }
    check_results(spec, job);
  }
}

TEST_CASE("demm compiler: fixed passes are those of the fullest row, for every row", "[engines]") {
  // n = 2, m = 12, rows = 9. Three of six rows are empty; the fullest block has 5: three passes.
  const spec::Spec spec = plain_fixed.spec();
  Ints a(6, 24);
  for (std::size_t k = 0; k < 5; ++k) a(1, 2 * k) = 7;
  a(3, 13) = -1;
  a(4, 0) = 2;
  const Ints b = filled(24, 13, 3);
  const Job job = job_of(spec, a, b);
  const std::uint64_t column_tiles = 3;
  CHECK(job.compiled.cost.stream("a").beats == column_tiles * 6 * 2 * 3);
  check_results(spec, job);
  // Rows 0, 2 and 5 take part in the schedule and add nothing; the others add in the passes in
  // which they have non-zeros, 3, 1 and 1 of 6, and in the last one, with which they leave.
  std::size_t idle = 0;
  for (const ABeat& beat : read_all<ABeat>(spec, job.compiled.program.stream("a"))) {
    idle += beat.segments[0].used ? 0 : 1;
  }
  CHECK(idle == column_tiles * (3 * 6 + 2 + 4 + 4));
  CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{0, 2, 5});
}

TEST_CASE("demm compiler: cycles of structured work, by hand", "[engines]") {
  // Every row takes one beat in every k-block; loads and beats take turns; then the latency.
  for (const NamedSpec& named : {plain, plain_fixed, plain_dense}) {
    const spec::Spec spec = named.spec();
    const auto m = static_cast<std::uint64_t>(spec.integer("m"));
    const auto group = static_cast<std::uint64_t>(spec.integer("rows"));
    for (const std::uint64_t rows : {group - 1, group, group + 1, 3 * group}) {
      Case c{rows, 3 * m, 2 * static_cast<std::size_t>(spec.integer("columns")) + 1,
             Pattern::structured};
      const Job job = make_job(spec, c);
      CAPTURE(named.name, rows);
      const std::uint64_t loads = ceil_div(rows, group) * 3 * m;
      CHECK(job.compiled.cost.cycles == 3 * (loads + rows * 3) + 4);
      CHECK(job.compiled.cost.stream("a").beats == 3 * rows * 3);
    }
  }
}

TEST_CASE("demm compiler: what nobody needs is not sent", "[engines]") {
  const spec::Spec spec = plain.spec();
  SECTION("no non-zero at all") {
    const Job job = job_of(spec, Ints(4, 11), filled(11, 8, 1));
    CHECK(job.compiled.cost.cycles == 0);
    CHECK(job.compiled.cost.stream("a").beats == 0);
    CHECK(job.compiled.program.stream("b").size() == 0);
    CHECK(job.compiled.program.output("c").size() == 0);
    CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{0, 1, 2, 3});
    check_results(spec, job);
  }
  SECTION("empty k-blocks and empty row groups") {
    Ints a(20, 25);  // row groups 0 … 5, 6 … 11, 12 … 17, 18 … 19; k-blocks of 5
    a(7, 12) = 3;
    a(8, 14) = 4;
    a(19, 0) = 5;
    const Job job = job_of(spec, a, filled(25, 7, 1));
    CHECK(job.compiled.cost.stream("a").beats == 3);
    CHECK(job.compiled.program.stream("b").size() == 10);  // two tiles of five rows
    CHECK(job.compiled.cost.cycles == 10 + 3 + 4);
    check_results(spec, job);
    check_beats(spec, job);
  }
  SECTION("rows of B beyond K") {
    const Job job = job_of(spec, filled(1, 6, 1), filled(6, 1, 1));
    CHECK(job.compiled.program.stream("b").size() == 6);
    check_results(spec, job);
  }
}

TEST_CASE("demm compiler: fixed passes of empty rows behind the last result", "[engines]") {
  const spec::Spec spec = plain_dense.spec();
  // The second row group is empty; its tile is loaded and used, when nothing more is to come.
  Ints a(5, 4);
  a(1, 2) = 1;
  const Job job = job_of(spec, a, filled(4, 5, 2));
  CHECK(job.compiled.cost.stream("a").beats == 5);
  CHECK(job.compiled.program.stream("b").size() == 8);
  CHECK(job.compiled.cost.cycles == 4 + 2 + 4);  // four loads, beats 0 and 1, the latency
  check_results(spec, job);
  // With a second column tile, all of the first one's cycles count.
  const Job two = job_of(spec, a, filled(4, 6, 2));
  CHECK(two.compiled.cost.cycles == (8 + 5) + 4 + 2 + 4);
  check_results(spec, two);
}

TEST_CASE("demm compiler: terms run into the same accumulators", "[engines]") {
  const spec::Spec spec = plain.spec();
  const auto term = [](std::vector<std::int32_t> values) {
    return Ints::from(2, 3, std::move(values));
  };
  // The first two terms share a beat of row 0: three non-zeros in all.
  const std::vector<Ints> terms{term({1, 0, 2, 0, 0, 0}), term({0, 3, 0, 0, 0, -4}),
                                term({0, 0, 0, 0, 0, 0})};
  const Ints b = filled(3, 2, 5);
  Job job{term({1, 3, 2, 0, 0, -4}), b, {}, {}};
  job.golden = golden::multiply(job.a, b);
  job.compiled = denim::engines::compile(spec, {{}, compressed(terms), b});
  CHECK(job.compiled.cost.stream("a").beats == 2);
  check_results(spec, job);
  check_beats(spec, job);
}

TEST_CASE("demm compiler: the same column in two terms is two non-zeros", "[engines]") {
  const std::vector<Ints> terms{filled(3, 9, 2), filled(3, 9, 5)};
  for (const char* memory : {"replicated", "banked"}) {
    for (const int segments : {1, 2}) {
      const spec::Spec spec =
          demm_spec("twice", fmt::format("n = 2\nm = 4\ncolumns = 2\nrows = 4\nsegments = {}\n"
                                         "overlap = true\nmemory = \"{}\"\n",
                                         segments, memory));
      Job job{filled(3, 9, 7), filled(9, 3, 3), {}, {}};
      job.golden = golden::multiply(job.a, job.b);
      job.compiled = denim::engines::compile(spec, {{}, compressed(terms), job.b});
      CAPTURE(memory, segments);
      check_results(spec, job);
    }
  }
}

TEST_CASE("demm compiler: its own term is the spec's", "[engines]") {
  const auto& engine = denim::engines::find_engine("demm");
  CHECK(engine.lossless(plain.spec()) == tasd::Series{{{3, 5}}, true});
  CHECK_REFUSED(denim::engines::find_engine("nothing"), "'nothing' has no compiler");
}
