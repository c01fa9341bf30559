// The compiler of `nm_array` without RTL: an interpreter that knows the engine contract only runs
// what it made, over any spec; the result must be the golden one and the cycles the model's.
#include <bit>
#include <numeric>

#include "tests/catch.hpp"
#include "tests/engines/nm_array/reference.hpp"
#include "tests/engines/nm_array/specs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_program_checks.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// Any spec that the tables allow, small enough to be interpreted.
spec::Spec random_spec(tensor::Rng& rng) {
  const std::int64_t widths[]{4, 8, 16};
  const std::int64_t m = rng.bernoulli(0.2) ? 1 : rng.uniform_int(2, 9);
  const std::int64_t n = rng.uniform_int(1, 6);
  std::string patterns;
  for (std::int64_t own = 1; own <= std::min(n, m); ++own) {
    if (n % own != 0 || !rng.bernoulli(0.6)) continue;
    patterns += fmt::format("{}\"{}:{}\"", patterns.empty() ? "" : ", ", own, m);
  }
  if (patterns.empty() && n > m) patterns = fmt::format("\"1:{}\"", m);
  const std::int64_t pe_rows = rng.uniform_int(1, 6);
  const std::int64_t a = widths[rng.below(3)];
  const std::int64_t b = widths[rng.below(3)];
  const std::int64_t sum = a + b + std::bit_width(static_cast<std::uint64_t>(n * pe_rows) - 1);
  const bool systolic = rng.bernoulli(0.5);
  return nm_array_spec(
      "random",
      fmt::format("n = {}\nm = {}\npatterns = [{}]\npe_rows = {}\npe_cols = {}\nrows = {}\n"
                  "overlap = {}\na_width = {}\nb_width = {}\nacc_width = {}\nflow = \"{}\"\n"
                  "read_latency = {}\nskip_empty = {}\nreduction = \"{}\"\n",
                  n, m, patterns, pe_rows, rng.uniform_int(1, 5), rng.uniform_int(1, 9),
                  rng.bernoulli(0.5), a, b, rng.uniform_int(std::max<std::int64_t>(16, sum), 48),
                  systolic ? "systolic" : "broadcast", rng.below(2), rng.bernoulli(0.5),
                  systolic && rng.bernoulli(0.5) ? "chain" : "tree"));
}

std::uint64_t nonzeros_of(const Ints& a) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(a.values(), [](std::int32_t v) { return v != 0; }));
}

void check_cost(const spec::Spec& spec, const Job& job) {
  const denim::engines::Cost& cost = job.compiled.cost;
  const program::Program& program = job.compiled.program;
  auto cycles = checked_causes(
      cost, {"ideal_waves", "pattern_zeros", "unfilled_array", "load_bound", "fill"});
  CHECK(cost.stream("a").stored == program.stream("a").stored());
  CHECK(cost.stream("a").beats == program.stream("a").size());
  CHECK(cost.stream("b").beats == program.stream("b").size());
  // Every multiplication that is needed, on all multipliers.
  const auto multipliers = static_cast<std::uint64_t>(spec.engine().multipliers(spec));
  CHECK(cycles["ideal_waves"] == nonzeros_of(job.a) * job.b.cols() / multipliers);
  CHECK(cycles["ideal_waves"] + cycles["pattern_zeros"] + cycles["unfilled_array"] ==
        cost.stream("b").beats);
}

// Besides what the interpreter says of the results: no row of PEs in vain, weights where their
// pattern has a place for them.
void check_weights(const spec::Spec& spec, const Job& job) {
  const auto m = static_cast<std::uint64_t>(spec.integer("m"));
  const std::vector<std::uint64_t> sizes = pattern_sizes(spec);
  const auto a = read_all<WeightBeat>(spec, job.compiled.program.stream("a"));
  std::uint64_t row = 0;
  bool starts = true;
  bool positions = true;
  for (const WeightBeat& beat : a) {
    CHECK(beat.row == row);  // in order, so that no row waits longer than it must
    row = beat.whole ? 0 : row + 1;
    for (std::size_t w = 0; w < beat.value.size(); ++w) {
      positions = positions && beat.position[w] < m;
    }
    if (!beat.whole) continue;
    CHECK(beat.pattern < sizes.size());
    CHECK(beat.first == starts);
    starts = beat.last;
  }
  CHECK(positions);
  CHECK(row == 0);
  CHECK(starts);
}

Job job_of(const spec::Spec& spec, Ints a, Ints b, const std::string& series) {
  Job job{std::move(a), std::move(b), {}, {}};
  job.compiled = denim::engines::compile(spec, {{}, terms_of(spec, job.a, series), job.b});
  job.golden = golden::multiply(job.a, job.b);
  return job;
}

Ints filled(std::size_t rows, std::size_t cols, std::int32_t value) {
  return Ints::from(rows, cols, std::vector<std::int32_t>(rows * cols, value));
}

}  // namespace

TEST_CASE("nm_array compiler: any spec, any case", "[engines][nm_array]") {
  constexpr std::uint64_t seeds = 1500;
  std::size_t several = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    tensor::Rng rng(seed);
    const spec::Spec spec = random_spec(rng);
    const Cases cases(spec);
    const std::size_t number = rng.below(cases.corners() + 50);
    const Case c = cases.at(number);
    CAPTURE(seed, number, to_text(c), spec.canonical());
    Job job = make_job(spec, c);
    check_results<WeightBeat, WaveBeat>(spec, job);
    check_cost(spec, job);
    check_weights(spec, job);
    several += spec.number("pattern_count") > 1 ? 1 : 0;
    // Nothing hangs on the bits that do not count.
    job.compiled.program = garbled_nm_array(spec, job.compiled.program, seed);
    check_results<WeightBeat, WaveBeat>(spec, job);
  }
  CHECK(several > seeds / 5);
}

TEST_CASE("nm_array compiler: corners of a few specs", "[engines][nm_array]") {
  for (const NamedSpec& named : nm_array_specs) {
    const spec::Spec spec = named.spec();
    const Cases cases(spec);
    for (std::size_t number = 0; number < cases.corners(); number += 67) {
      const Case c = cases.at(number);
      CAPTURE(named.name, number, to_text(c));
      const Job job = make_job(spec, c);
      check_results<WeightBeat, WaveBeat>(spec, job);
      check_cost(spec, job);
      check_weights(spec, job);
    }
  }
}

TEST_CASE("nm_array compiler: folds and cycles by hand", "[engines][nm_array]") {
  // 2:4, three PEs down and two across, four columns of B at once.
  const auto with = [](const std::string& keys) {
    return nm_array_spec("hand", "n = 2\nm = 4\npe_rows = 3\npe_cols = 2\nrows = 4\n" + keys);
  };
  const spec::Spec spec = with("");
  // Five blocks of two: folds of three and two rows of PEs.
  Ints a(2, 20);
  for (std::size_t k = 0; k < 20; k += 2) a(0, k) = a(1, k + 1) = 1 + static_cast<std::int32_t>(k);
  const Job job = job_of(spec, a, filled(20, 3, 1), "2:4");
  CHECK(job.compiled.cost.stream("a").stored == 5);
  CHECK(job.compiled.cost.stream("b").beats == 2 * 3);
  // Three loads; three waves; the next two loads begin three cycles after the first wave; three
  // waves; input, two columns and three rows of skew, select, multiply, sum, accumulate.
  CHECK(job.compiled.cost.cycles == 3 + (3 + 2) + 3 + (1 + 3 + 1 + 1 + 1 + 1));
  // Two more columns of B than accumulators: column tiles of three.
  CHECK(job_of(spec, a, filled(20, 6, 1), "2:4").compiled.cost.cycles ==
        3 + (3 + 2) + (3 + 3) + (3 + 2) + 3 + 8);
  // Strictly serial: the next loads begin when the last wave has left.
  CHECK(job_of(with("overlap = false\n"), a, filled(20, 3, 1), "2:4").compiled.cost.cycles ==
        3 + 3 + (1 + 2 + 3 - 2) + 2 + 3 + 8);
  // At once to all PEs of a row: nothing is skewed, a tree of two levels, one register between.
  CHECK(job_of(with("flow = \"broadcast\"\n"), a, filled(20, 3, 1), "2:4").compiled.cost.cycles ==
        3 + (2 + 2) + 3 + (1 + 1 + 1 + 1 + 1 + 1));
}

TEST_CASE("nm_array compiler: what nobody needs is not sent", "[engines][nm_array]") {
  const auto with = [](const std::string& keys) {
    return nm_array_spec("sparse", "n = 1\nm = 2\npe_rows = 2\npe_cols = 2\nrows = 4\n" + keys);
  };
  const spec::Spec skips = with("");
  const spec::Spec plain = with("skip_empty = false\n");
  SECTION("no non-zero at all") {
    const Job job = job_of(skips, Ints(5, 7), filled(7, 3, 1), "lossless");
    CHECK(job.compiled.cost.cycles == 0);
    CHECK(job.compiled.program.stream("a").size() == 0);
    CHECK(job.compiled.program.stream("b").size() == 0);
    CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
    check_results<WeightBeat, WaveBeat>(skips, job);
    // A plain array sends it all: three tiles of rows, two folds each.
    const Job all = job_of(plain, Ints(5, 7), filled(7, 3, 1), "lossless");
    CHECK(all.compiled.cost.stream("a").stored == 3 * 4);
    CHECK(all.compiled.cost.stream("b").beats == 3 * 2 * 3);
    CHECK(all.compiled.program.zero_rows.empty());
    check_results<WeightBeat, WaveBeat>(plain, all);
  }
  SECTION("empty blocks and empty tiles of rows") {
    Ints a(6, 16);  // tiles of rows 0 … 1, 2 … 3, 4 … 5
    a(0, 3) = 1;
    a(1, 9) = 2;
    a(1, 14) = 3;
    a(5, 0) = 4;
    const Job job = job_of(skips, a, filled(16, 4, 2), "1:2");
    CHECK(job.compiled.cost.stream("a").stored == 3 + 1);  // blocks 1, 4 and 7; block 0
    CHECK(job.compiled.cost.stream("b").beats == (2 + 1) * 4);
    CHECK(job.compiled.program.zero_rows == std::vector<std::uint32_t>{2, 3});
    check_results<WeightBeat, WaveBeat>(skips, job);
    const Job all = job_of(plain, a, filled(16, 4, 2), "1:2");
    CHECK(all.compiled.cost.stream("a").stored == 3 * 8);
    CHECK(all.compiled.cost.stream("b").beats == 3 * 4 * 4);
    check_results<WeightBeat, WaveBeat>(plain, all);
  }
}

TEST_CASE("nm_array compiler: column tiles are about as wide", "[engines][nm_array]") {
  const spec::Spec spec = classic.spec();  // eight accumulators
  const Job job = job_of(spec, filled(1, 1, 1), filled(1, 17, 1), "lossless");
  CHECK(job.compiled.program.stream("a").repeat() == 3);
  std::vector<std::uint64_t> waves;
  std::uint64_t count = 0;
  for (const WaveBeat& beat : read_all<WaveBeat>(spec, job.compiled.program.stream("b"))) {
    CHECK(beat.row == count++);
    if (!beat.release) continue;
    waves.push_back(count);
    count = 0;
  }
  CHECK(waves == std::vector<std::uint64_t>{6, 6, 5});
}

TEST_CASE("nm_array compiler: terms run into the same accumulators", "[engines][nm_array]") {
  const spec::Spec spec = flexible.spec();
  const std::vector<denim::engines::Term> terms{
      denim::engines::Term(filled(2, 3, 1), tasd::Term{4, 4}),
      denim::engines::Term(Ints::from(2, 3, {0, 5, 0, 0, 0, 7}), tasd::Term{1, 4}),
      denim::engines::Term(filled(2, 3, 2))};
  Job job{Ints::from(2, 3, {3, 8, 3, 3, 3, 10}), filled(3, 4, 3), {}, {}};
  job.golden = golden::multiply(job.a, job.b);
  job.compiled = denim::engines::compile(spec, {{}, terms, job.b});
  check_results<WeightBeat, WaveBeat>(spec, job);
}

TEST_CASE("nm_array compiler: operands that do not fit are refused", "[engines][nm_array]") {
  const spec::Spec spec =
      nm_array_spec("narrow", "n = 1\nm = 2\npe_rows = 1\npe_cols = 1\nrows = 2\nacc_width = 16\n");
  const auto compile = [&](std::vector<std::int32_t> a, std::vector<std::int32_t> b) {
    const std::size_t depth = a.size();
    return job_of(spec, Ints::from(1, depth, std::move(a)), Ints::from(depth, 1, std::move(b)),
                  "lossless");
  };
  CHECK_REFUSED(compile({1, 128}, {1, 1}), "A[0, 1] = 128 does not fit 8 bits (-128 … 127)");
  CHECK_REFUSED(compile({1, -129}, {1, 1}), "A[0, 1] = -129 does not fit 8 bits");
  CHECK_REFUSED(compile({1, 1}, {1, 128}), "B[1, 0] = 128 does not fit 8 bits");
  CHECK_REFUSED(compile({1, 1}, {-129, 1}), "B[0, 0] = -129 does not fit 8 bits");
  CHECK_NOTHROW(compile({127, -128}, {127, -128}));
  // 16 bits: 32767 = 127·127·2 + 127·4 + 1; and sums that would cancel may overflow on the way.
  CHECK_NOTHROW(compile({127, 127, 127, 1}, {127, 127, 4, 1}));
  CHECK_REFUSED(compile({127, 127, 127, 1}, {127, 127, 4, 2}), "row 0 of C", "±32768",
                "16-bit accumulator", "limit 32767", "acc_width");
  CHECK_REFUSED(compile({127, 127, 127}, {127, 127, -127}), "±48387");
  CHECK_REFUSED(compile({-128, -128}, {-128, -128}), "±32768");
  CHECK_REFUSED(
      denim::engines::compile(spec, {{}, compressed(std::vector<Ints>{Ints(2, 3)}), Ints(4, 5)}),
      "A is 2×3 and B is 4×5", "A's columns must be B's rows");
}
