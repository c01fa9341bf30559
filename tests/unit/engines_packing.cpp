// How well `demm` packs its beats: small cases by hand, and how near larger ones come to what no
// schedule can undercut.
#include <map>

#include "tests/bench/support/reference.hpp"
#include "tests/catch.hpp"
#include "tests/engines/demm/program_checks.hpp"
#include "tests/engines/demm/specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

using engines::Cost;
using engines::Term;

std::map<std::string, std::uint64_t> causes(const Cost& cost) {
  std::map<std::string, std::uint64_t> result;
  for (const Cost::Cause& cause : cost.by_cause) result[cause.name] = cause.cycles;
  return result;
}

Cost cost_of(const spec::Spec& spec, const Ints& a, std::size_t columns) {
  const std::vector<Term> terms{Term(a)};
  const Ints b(a.cols(), columns);
  return denim::engines::schedule(spec, {{}, terms, b})->cost();
}

// 8:128, 64 columns, 512 rows, overlap.
spec::Spec large(const char* memory, int segments) {
  return spec::Spec::load("demm_8_128_64",
                          std::vector<std::string>{fmt::format("memory={}", memory),
                                                   fmt::format("segments={}", segments)});
}

// Exactly `count` non-zeros in each row and k-block of 128.
Ints structured(std::size_t rows, std::size_t depth, std::size_t count, tensor::Rng& rng) {
  Ints a(rows, depth);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t begin = 0; begin < depth; begin += 128) {
      for (std::size_t left = count; left > 0;) {
        std::int32_t& value = a(r, begin + rng.below(128));
        if (value != 0) continue;
        value = 1;
        --left;
      }
    }
  }
  return a;
}

// As pruned layers are: some rows and columns fuller than others, a tenth in all.
Ints pruned(std::size_t rows, std::size_t depth, tensor::Rng& rng) {
  std::vector<double> of_row(rows), of_column(depth);
  for (double& weight : of_row) weight = 0.3 + 0.7 * rng.exponential();
  for (double& weight : of_column) weight = 0.3 + 0.7 * rng.exponential();
  Ints a(rows, depth);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t k = 0; k < depth; ++k) {
      if (rng.bernoulli(std::min(1.0, 0.1 * of_row[r] * of_column[k]))) a(r, k) = 1;
    }
  }
  return a;
}

Job job_of(const spec::Spec& spec, const Ints& a, const Ints& b) {
  Job job{a, b, golden::multiply(a, b), {}};
  const std::vector<Term> terms{Term(a)};
  job.compiled = denim::engines::compile(spec, {{}, terms, b});
  return job;
}

Ints ones(std::size_t rows, std::size_t cols) {
  return Ints::from(rows, cols, std::vector<std::int32_t>(rows * cols, 1));
}

}  // namespace

TEST_CASE("demm packing: by hand", "[engines]") {
  const auto spec_of = [](const char* keys) {
    return demm_spec("hand", std::string("columns = 2\noverlap = true\n") + keys);
  };
  SECTION("rows end to end: 3 + 3 + 3 + 3 in beats of 4") {
    const spec::Spec spec = spec_of("n = 4\nm = 8\nrows = 8\nsegments = 2\n");
    Ints a(4, 16);
    for (std::size_t r = 0; r < 4; ++r) {
      for (std::size_t k = 0; k < 3; ++k) a(r, r + k) = a(r, 8 + r + k) = 1;
    }
    const Job job = job_of(spec, a, ones(16, 2));
    check_results(spec, job);
    check_beats(spec, job);
    CHECK(job.compiled.cost.stream("a").beats ==
          3 + 4);  // in the last tile one row may complete in a beat
    CHECK(causes(job.compiled.cost)["result_bound"] == 1);
  }
  SECTION("one row may complete in a beat") {
    const spec::Spec spec = spec_of("n = 8\nm = 8\nrows = 32\nsegments = 4\n");
    Ints a(16, 8);
    for (std::size_t r = 0; r < 16; ++r) a(r, r % 8) = 1;
    const Job job = job_of(spec, a, ones(8, 2));
    check_results(spec, job);
    CHECK(job.compiled.cost.stream("a").beats == 16);
    CHECK(causes(job.compiled.cost)["ideal_beats"] == 2);
    CHECK(causes(job.compiled.cost)["result_bound"] == 14);
  }
  SECTION("a short row goes into the middle of a long one, so that none completes beside another") {
    const spec::Spec spec = spec_of("n = 4\nm = 16\nrows = 4\nsegments = 2\n");
    Ints a(2, 16);
    for (std::size_t k = 0; k < 6; ++k) a(0, k) = 1;
    a(1, 0) = a(1, 1) = 1;
    const Job job = job_of(spec, a, ones(16, 2));
    check_results(spec, job);
    CHECK(job.compiled.cost.stream("a").beats == 2);
    CHECK(job.compiled.program.output("c").place(0, 0).row == 1);
  }
  SECTION("columns that the same rows need lie in different banks") {
    const spec::Spec spec = spec_of("n = 4\nm = 16\nrows = 8\nsegments = 1\nmemory = \"banked\"\n");
    Ints a(5, 16);
    for (std::size_t r = 0; r < 5; ++r) {
      for (std::size_t k = 0; k < 4; ++k) a(r, 4 * k) = 1;  // all in one bank if left alone
    }
    const Job job = job_of(spec, a, ones(16, 2));
    check_results(spec, job);
    check_beats(spec, job);
    CHECK(job.compiled.cost.stream("a").beats == 5);
  }
  SECTION("a bank gives one row in a beat") {
    const spec::Spec spec = spec_of("n = 2\nm = 4\nrows = 8\nsegments = 1\nmemory = \"banked\"\n");
    const Job job = job_of(spec, ones(2, 4), ones(4, 2));
    CHECK(job.compiled.cost.stream("a").beats == 4);
    // Three columns in two banks: one bank has two of them.
    Ints a(2, 3);
    for (std::int32_t& value : a.values()) value = 1;
    const Job three = job_of(spec, a, ones(3, 2));
    check_results(spec, three);
    check_beats(spec, three);
    CHECK(three.compiled.cost.stream("a").beats == 4);
  }
  SECTION("k-blocks that overlap and are packed are as wide as one another") {
    const spec::Spec spec = spec_of("n = 2\nm = 8\nrows = 4\nsegments = 2\n");
    const Job job = job_of(spec, ones(2, 10), ones(10, 2));  // 5 + 5, not 8 + 2
    check_results(spec, job);
    check_beats(spec, job);
    CHECK(job.compiled.cost.cycles == 5 + 5 + 5 + 4);
    const spec::Spec single = spec_of("n = 2\nm = 8\nrows = 4\nsegments = 1\n");
    CHECK(job_of(single, ones(2, 10), ones(10, 2)).compiled.cost.cycles == 2 + 8 + 8 + 4);
  }
}

TEST_CASE("demm packing: a banked memory and more rows than are looked at for a beat",
          "[engines]") {
  for (const int segments : {1, 2}) {
    const spec::Spec spec =
        demm_spec("many", fmt::format("n = 4\nm = 16\ncolumns = 2\nrows = 1400\nsegments = {}\n"
                                      "overlap = true\nmemory = \"banked\"\n",
                                      segments));
    tensor::Rng rng(3);
    Ints a(1000, 40);
    for (std::int32_t& value : a.values()) value = rng.bernoulli(0.3) ? 1 : 0;
    const Job job = job_of(spec, a, ones(40, 2));
    CAPTURE(segments);
    check_results(spec, job);
    check_beats(spec, job);
  }
}

TEST_CASE("demm packing: structured layers take k passes", "[engines]") {
  constexpr std::size_t rows = 512, depth = 1152, columns = 256;
  constexpr double tiles = 9 * 4;
  for (const char* memory : {"replicated", "banked"}) {
    tensor::Rng rng(1);
    const spec::Spec spec = large(memory, 4);
    const double once =
        static_cast<double>(cost_of(spec, structured(rows, depth, 8, rng), columns).cycles);
    CAPTURE(memory, once);
    CHECK(once >= rows * tiles);
    CHECK(once <= 1.03 * rows * tiles);
    for (const std::size_t k : {2, 4, 8}) {
      const Cost cost = cost_of(spec, structured(rows, depth, 8 * k, rng), columns);
      CAPTURE(k);
      CHECK(static_cast<double>(cost.cycles) <= 1.02 * static_cast<double>(k) * once);
      CHECK(static_cast<double>(cost.cycles) >= 0.98 * static_cast<double>(k) * once);
    }
  }
}

TEST_CASE("demm packing: pruned layers keep the lanes busy", "[engines]") {
  struct Wanted {
    const char* memory;
    int segments;
    double busy;  // ideal beats / beats
  };
  const Wanted all[]{{"replicated", 1, 0.72},  {"replicated", 2, 0.99}, {"replicated", 4, 0.995},
                     {"replicated", 8, 0.995}, {"banked", 4, 0.97},     {"banked", 8, 0.97}};
  constexpr std::size_t shapes[][2]{{128, 512}, {256, 1024}, {512, 512}, {1024, 256}};
  for (const auto& [rows, depth] : shapes) {
    tensor::Rng rng(rows + depth);
    const Ints a = pruned(rows, depth, rng);
    for (const Wanted& wanted : all) {
      const Cost cost = cost_of(large(wanted.memory, wanted.segments), a, 64);
      std::map<std::string, std::uint64_t> of = causes(cost);
      const auto least = static_cast<double>(of["ideal_beats"] + of["result_bound"]);
      CAPTURE(rows, depth, wanted.memory, wanted.segments, cost.stream("a").beats);
      CHECK(least / static_cast<double>(cost.stream("a").beats) >= wanted.busy);
    }
  }
}

// One row leaves in a beat, so where rows have fewer non-zeros than a beat in their last k-block,
// some complete with the next group.
TEST_CASE("packing: rows that complete do not bind where all of them could leave in time",
          "[engines][packing]") {
  const spec::Spec spec = spec::Spec::load("demm_8_128_64");
  for (const auto& [rows, depth] :
       {std::pair<std::size_t, std::size_t>{1024, 256}, {2048, 512}, {512, 256}}) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      CAPTURE(rows, depth, seed);
      tensor::Rng rng(seed);
      Ints a(rows, depth);
      for (std::int32_t& value : a.values()) value = rng.bernoulli(0.05) ? 1 : 0;
      const Cost cost = cost_of(spec, a, 256);
      CHECK(causes(cost)["result_bound"] == 0);
      const auto reference = static_cast<double>(denim::bench::reference_cycles(a, 256));
      CHECK(reference / static_cast<double>(cost.cycles) >= 0.99);
    }
  }
}
