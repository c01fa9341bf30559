// `demm` with rows that complete with the next group: results, cycles and accumulators in RTL, in
// specs whose groups are small, so that many of them follow one another.
#include <fmt/format.h>

#include "sw/engines/demm/tile.hpp"
#include "sw/golden/golden.hpp"
#include "tests/catch.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_stream_bits.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

const NamedSpec late_specs[]{
    demm_named("late_replicated",
               "n = 4\nm = 8\ncolumns = 3\nrows = 16\nsegments = 4\noverlap = true\n"),
    demm_named("late_banked",
               "n = 4\nm = 12\ncolumns = 4\nrows = 12\nsegments = 2\noverlap = true\n"
               "memory = \"banked\"\nread_latency = 1\n"),
};

// As many non-zeros in each k-block as rows of it can hardly complete in.
Ints sparse(const spec::Spec& spec, std::size_t rows, std::size_t depth, tensor::Rng& rng) {
  Ints a(rows, depth);
  const double share = (0.7 + 0.05 * static_cast<double>(rng.below(6))) *
                       static_cast<double>(spec.integer("n")) /
                       static_cast<double>(spec.integer("m"));
  for (std::int32_t& value : a.values()) {
    if (rng.bernoulli(share)) value = static_cast<std::int32_t>(rng.below(255)) - 127;
  }
  return a;
}

}  // namespace

TEST_CASE("demm with rows that come late is bit- and cycle-exact", "[demm][late]") {
  build_simulators(specs_of(late_specs));
  for (const NamedSpec& named : late_specs) {
    const spec::Spec spec = named.spec();
    const denim::engines::demm::Sizes sizes(spec);
    std::size_t chosen = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      CAPTURE(named.name, seed);
      tensor::Rng rng(seed);
      const std::size_t rows = sizes.rows / 2 + rng.below(4 * sizes.rows);
      const std::size_t depth = sizes.m + rng.below(3 * sizes.m);
      const Ints a = sparse(spec, rows, depth, rng);
      Ints b(depth, 1 + rng.below(3 * sizes.columns));
      for (std::int32_t& value : b.values())
        value = static_cast<std::int32_t>(rng.below(256)) - 128;
      const denim::engines::Term term(a);
      const std::size_t tiles = ((rows + sizes.rows - 1) / sizes.rows) *
                                ((depth + sizes.m - 1) / sizes.m) *
                                ((b.cols() + sizes.columns - 1) / sizes.columns);
      const program::StreamBits bounded = draw_stream_bits(spec, rng);
      const auto schedule = denim::engines::schedule(spec, {{}, std::span(&term, 1), b});
      REQUIRE(judge_cost(spec, *schedule, bounded) == "");
      const std::uint64_t cycles = denim::engines::cost(spec, *schedule, bounded).cycles;
      const std::uint64_t free = schedule->cost().cycles;
      const program::Program program = schedule->program();
      // One tile more than there are groups and k-blocks: late rows were there.
      const spec::Field& last = spec::layout(spec, "b").field("last");
      std::size_t visited = 0;
      for (std::size_t i = 0; i < program.stream("b").stored(); ++i)
        visited += program::get_bits(program.stream("b").beat(i), last.offset, 1);
      chosen += visited > tiles ? 1 : 0;
      const auto golden = golden::multiply(a, b);
      const sim::Simulator& simulator = simulator_of(spec);
      REQUIRE(run_and_judge(simulator, spec, program, {golden.values(), free}, seed) == "");
      REQUIRE(run_and_judge(simulator, spec, program, {golden.values(), free, 0, 0.4}, seed) == "");
      REQUIRE(run_and_judge(simulator, spec, program, {golden.values(), cycles, 0, 0, 0, bounded},
                            seed) == "");
    }
    CHECK(chosen >= 5);
  }
}
