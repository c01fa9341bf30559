// The compiler of `demm` without RTL: an interpreter that knows the engine contract only runs what
// it made, over any spec; the result must be the golden one, the cycles the model's, and the beats
// such as the contract wants them.
#include <map>
#include <set>

#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

spec::Spec random_spec(tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const std::int64_t m = rng.uniform_int(2, 20);
  const std::int64_t a = widths[rng.below(3)];
  const std::int64_t b = widths[rng.below(3)];
  return demm_spec(
      "random", fmt::format("n = {}\nm = {}\ncolumns = {}\nrows = {}\na_width = {}\nb_width = {}\n"
                            "acc_width = {}\nmemory = \"regs\"\npasses = \"{}\"\n",
                            rng.uniform_int(1, m), m, rng.uniform_int(1, 9), rng.uniform_int(1, 12),
                            a, b, rng.uniform_int(std::max<std::int64_t>(16, a + b), 48),
                            rng.bernoulli(0.5) ? "dynamic" : "fixed"));
}

// The result as the host puts it together from what came.
tensor::Matrix<std::int64_t> collect(const program::Program& program, const Interpreted& done) {
  tensor::Matrix<std::int64_t> c(program.rows, program.columns);
  for (std::size_t i = 0; i < done.results.size(); ++i) {
    const program::Result& place = program.results.at(i);
    for (std::size_t j = 0; j < done.results[i].data.size(); ++j) {
      if (place.column + j < program.columns) {
        c(place.row, place.column + j) = done.results[i].data[j];
      } else {
        CHECK(done.results[i].data[j] == 0);  // beyond the matrix
      }
    }
  }
  return c;
}

void check_results(const spec::Spec& spec, const Job& job) {
  const program::Program& program = job.compiled.program;
  const std::vector<ABeat> a = read_all_a(spec, program.stream("a"));
  const std::vector<BBeat> b = read_all_b(spec, program.stream("b"));
  const Interpreted done = interpret(spec, a, b);
  CHECK(done.errors.empty());
  CHECK(done.unset == 0);
  CHECK_FALSE(done.stuck(a.size(), b.size()));
  CHECK(done.cycles == job.compiled.cycles);
  CHECK(job.compiled.beats == a.size());
  CHECK(program.rows == job.a.rows());
  CHECK(program.columns == job.b.cols());
  // Exactly the results that the program lists, in its order.
  REQUIRE(done.results.size() == program.results.size());
  for (std::size_t i = 0; i < done.results.size(); ++i) {
    REQUIRE(done.results[i].row == program.results[i].address);
  }
  CHECK((collect(program, done) == job.golden));

  // Each row comes once in each column tile, or is said to be zero: then it is.
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> deliveries;
  for (const program::Result& result : program.results) ++deliveries[{result.row, result.column}];
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  const std::set<std::uint32_t> zero(program.zero_rows.begin(), program.zero_rows.end());
  CHECK(zero.size() == program.zero_rows.size());
  const std::size_t column_tiles = (job.b.cols() + columns - 1) / columns;
  CHECK(deliveries.size() == (job.a.rows() - zero.size()) * column_tiles);
  for (const auto& [place, count] : deliveries) {
    CHECK(count == 1);
    CHECK_FALSE(zero.contains(place.first));
    CHECK(place.second % columns == 0);
  }
  for (const std::uint32_t row : zero) {
    for (const std::int32_t value : job.a.row(row)) CHECK(value == 0);
  }
}

// What the engine contract wants of the beats of one column tile.
void check_beats(const spec::Spec& spec, const Job& job) {
  const program::Program& program = job.compiled.program;
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  std::vector<ABeat> a = read_all_a(spec, program.stream("a"));
  const std::vector<BBeat> b = read_all_b(spec, program.stream("b"));
  REQUIRE(program.stream("a").repeat() > 0);
  REQUIRE(a.size() % program.stream("a").repeat() == 0);
  a.resize(a.size() / program.stream("a").repeat());
  REQUIRE(b.size() % program.stream("a").repeat() == 0);

  std::set<std::uint64_t> open;  // accumulators between first and last
  std::size_t next_b = 0;
  std::set<std::uint64_t> tile;
  bool loaded = false;
  for (const ABeat& beat : a) {
    if (!loaded) {
      tile.clear();
      bool whole = false;
      while (!whole) {
        REQUIRE(next_b < b.size());
        CHECK(tile.insert(b[next_b].row).second);  // no row twice
        whole = b[next_b++].last;
      }
      loaded = true;
    }
    CHECK(beat.end <= n);
    if (beat.used) {
      CHECK((beat.end > 0 || spec.word("passes") == "fixed"));
      CHECK(beat.first == open.insert(beat.row).second);  // once, and at the beginning
      if (beat.last) open.erase(beat.row);
      for (std::uint64_t lane = 0; lane < beat.end; ++lane) {
        CHECK(tile.contains(beat.index[lane]));
        CHECK(beat.value[lane] != 0);
      }
    } else {
      CHECK(spec.word("passes") == "fixed");
      CHECK_FALSE(beat.first);
      CHECK_FALSE(beat.last);
    }
    if (beat.release) loaded = false;
  }
  CHECK_FALSE(loaded);  // the last beat of the last tile releases it
  CHECK(open.empty());
  CHECK(next_b * program.stream("a").repeat() == b.size());
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
  const std::vector<Ints> terms{a};
  job.compiled = denim::engines::find_engine("demm").compile(spec, {terms, b});
  return job;
}

Ints filled(std::size_t rows, std::size_t cols, std::int32_t value) {
  return Ints::from(rows, cols, std::vector<std::int32_t>(rows * cols, value));
}

}  // namespace

TEST_CASE("demm compiler: any spec, any case", "[engines]") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = random_spec(rng);
    const Cases cases(spec);
    const std::size_t number = rng.below(cases.corners() + 50);
    const Case c = cases.at(number);
    CAPTURE(seed, number, to_text(c), spec.canonical());
    const Job job = make_job(spec, c);
    check_results(spec, job);
    check_beats(spec, job);
  }
}

TEST_CASE("demm compiler: every corner of a few specs", "[engines]") {
  for (const NamedSpec& named : {smallest, odd, dense}) {
    const spec::Spec spec = named.spec();
    const Cases cases(spec);
    for (std::size_t number = 0; number < cases.corners(); number += 5) {
      const Case c = cases.at(number);
      CAPTURE(number, to_text(c), spec.canonical());
      const Job job = make_job(spec, c);
      check_results(spec, job);
      check_beats(spec, job);
    }
  }
}

TEST_CASE("demm compiler: dynamic passes are as many as the non-zeros need", "[engines]") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = random_spec(rng);
    if (spec.word("passes") != "dynamic") continue;
    Case c = Cases(spec).at(rng.below(1000));
    c.series = "1:2";  // one term; the matrix itself is compiled below
    const Job drawn = make_job(spec, c);
    CAPTURE(seed, to_text(c), spec.canonical());
    const Job job = job_of(spec, drawn.a, drawn.b);
    const std::uint64_t tiles =
        ceil_div(c.columns, static_cast<std::uint64_t>(spec.integer("columns")));
    CHECK(job.compiled.beats == tiles * dynamic_beats(spec, drawn.a));
    check_results(spec, job);
  }
}

TEST_CASE("demm compiler: fixed passes are those of the fullest row, for every row", "[engines]") {
  // n = 2, m = 12, rows = 9. Three of six rows are empty; the fullest block has 5: three passes.
  const spec::Spec spec = wide.spec();
  Ints a(6, 24);
  for (std::size_t k = 0; k < 5; ++k) a(1, 2 * k) = 7;
  a(3, 13) = -1;
  a(4, 0) = 2;
  const Ints b = filled(24, 13, 3);
  const Job job = job_of(spec, a, b);
  const std::uint64_t column_tiles = 3;
  CHECK(job.compiled.beats == column_tiles * 6 * 2 * 3);
  check_results(spec, job);
  // Rows 0, 2 and 5 take part in the schedule and add nothing.
  std::size_t idle = 0;
  for (const ABeat& beat : read_all_a(spec, job.compiled.program.stream("a"))) idle += !beat.used;
  CHECK(idle == column_tiles * 3 * 2 * 3);
  CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{0, 2, 5});
}

TEST_CASE("demm compiler: cycles of structured work, by hand", "[engines]") {
  // Every row takes one beat in every k-block; loads and beats take turns; then the latency.
  for (const NamedSpec& named : {odd, small_regs, dense, roomy}) {
    const spec::Spec spec = named.spec();
    const auto m = static_cast<std::uint64_t>(spec.integer("m"));
    const auto group = static_cast<std::uint64_t>(spec.integer("rows"));
    for (const std::uint64_t rows : {group - 1, group, group + 1, 3 * group}) {
      Case c{rows, 3 * m, 2 * static_cast<std::size_t>(spec.integer("columns")) + 1,
             Pattern::structured};
      const Job job = make_job(spec, c);
      CAPTURE(named.name, rows);
      const std::uint64_t loads = ceil_div(rows, group) * 3 * m;
      CHECK(job.compiled.cycles == 3 * (loads + rows * 3) + 4);
      CHECK(job.compiled.beats == 3 * rows * 3);
    }
  }
}

TEST_CASE("demm compiler: what nobody needs is not sent", "[engines]") {
  const spec::Spec spec = odd.spec();  // 3:5, 7 columns, 6 rows
  SECTION("no non-zero at all") {
    const Job job = job_of(spec, Ints(4, 11), filled(11, 8, 1));
    CHECK(job.compiled.cycles == 0);
    CHECK(job.compiled.beats == 0);
    CHECK(job.compiled.program.stream("b").size() == 0);
    CHECK(job.compiled.program.results.empty());
    CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{0, 1, 2, 3});
    check_results(spec, job);
  }
  SECTION("empty k-blocks and empty row groups") {
    Ints a(20, 25);  // row groups 0 … 5, 6 … 11, 12 … 17, 18 … 19; k-blocks of 5
    a(7, 12) = 3;
    a(8, 14) = 4;
    a(19, 0) = 5;
    const Job job = job_of(spec, a, filled(25, 7, 1));
    CHECK(job.compiled.beats == 3);
    CHECK(job.compiled.program.stream("b").size() == 10);  // two tiles of five rows
    CHECK(job.compiled.cycles == 10 + 3 + 4);
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
  const spec::Spec spec = dense.spec();  // 4:4, 3 rows, fixed
  // The second row group is empty; its tile is loaded and used, when nothing more is to come.
  Ints a(5, 4);
  a(1, 2) = 1;
  const Job job = job_of(spec, a, filled(4, 5, 2));
  CHECK(job.compiled.beats == 5);
  CHECK(job.compiled.program.stream("b").size() == 8);
  CHECK(job.compiled.cycles == 4 + 2 + 4);  // four loads, beats 0 and 1, the latency
  check_results(spec, job);
  // With a second column tile, all of the first one's cycles count.
  const Job two = job_of(spec, a, filled(4, 6, 2));
  CHECK(two.compiled.cycles == (8 + 5) + 4 + 2 + 4);
  check_results(spec, two);
}

TEST_CASE("demm compiler: terms run into the same accumulators", "[engines]") {
  const spec::Spec spec = small_regs.spec();
  const auto term = [](std::vector<std::int32_t> values) {
    return Ints::from(2, 3, std::move(values));
  };
  const std::vector<Ints> terms{term({1, 0, 2, 0, 0, 0}), term({0, 3, 0, 0, 0, -4}),
                                term({0, 0, 0, 0, 0, 0})};
  const Ints b = filled(3, 2, 5);
  Job job{term({1, 3, 2, 0, 0, -4}), b, {}, {}};
  job.golden = golden::multiply(job.a, b);
  job.compiled = denim::engines::find_engine("demm").compile(spec, {terms, b});
  CHECK(job.compiled.beats == 3);
  check_results(spec, job);
  check_beats(spec, job);
}

TEST_CASE("demm compiler: its own term is the spec's", "[engines]") {
  const auto& engine = denim::engines::find_engine("demm");
  CHECK(engine.own_term(odd.spec()) == tasd::Term{3, 5});
  CHECK_REFUSED(denim::engines::find_engine("nothing"), "'nothing' has no compiler");
}
