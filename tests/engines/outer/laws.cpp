// The law of the cycles of `outer`, counted by hand; sparse B.
#include <fmt/format.h>

#include <algorithm>

#include "sw/flow/cases.hpp"
#include "tests/catch.hpp"
#include "tests/engines/outer/specs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// So many non-zeros in each column of A and in each row of B.
denim::engines::Cost cost_of(const spec::Spec& spec, std::size_t rows, std::size_t depth,
                             std::size_t columns, std::size_t a_count, std::size_t b_count) {
  Ints a(rows, depth), b(depth, columns);
  for (std::size_t k = 0; k < depth; ++k) {
    for (std::size_t i = 0; i < a_count; ++i) a((i * 3 + k) % rows, k) = 1;
    for (std::size_t i = 0; i < b_count; ++i) b(k, (i * 3 + k) % columns) = -1;
  }
  return denim::engines::compile(spec, {a, {}, b}).cost;
}

}  // namespace

TEST_CASE("outer: ⌈a/p⌉ · ⌈b/q⌉ cycles a step of k, and a tile that leaves", "[outer][laws]") {
  const spec::Spec spec = spec_of("outer", "law", "p = 2\nq = 4\ntile = 8\nunits = 1\n");
  // The first step is taken in cycle 0 and worked on from cycle 1; then three cycles until the tile
  // is handed over, eight rows, and the last one is taken a cycle later.
  const auto cycles = [](std::uint64_t steps) { return 1 + steps + 3 + 8 + 1; };
  CHECK(cost_of(spec, 8, 10, 8, 1, 1).cycles == cycles(10));
  CHECK(cost_of(spec, 8, 10, 8, 2, 4).cycles == cycles(10));
  CHECK(cost_of(spec, 8, 10, 8, 3, 4).cycles == cycles(20));
  CHECK(cost_of(spec, 8, 10, 8, 3, 5).cycles == cycles(40));
  CHECK(cost_of(spec, 8, 10, 8, 8, 8).cycles == cycles(80));
}

TEST_CASE("outer: a k without values of A or of B is not sent", "[outer][laws]") {
  const spec::Spec spec = spec_of("outer", "law", "p = 2\nq = 4\ntile = 8\nunits = 1\n");
  Ints a(8, 10), b(10, 8);
  for (std::size_t k = 0; k < 10; ++k) {
    if (k % 2 != 0) a(k % 8, k) = 1;
    if (k % 3 != 0) b(k, k % 8) = 1;
  }
  const auto cost = denim::engines::compile(spec, {a, {}, b}).cost;
  CHECK(cost.stream("a").beats == 3);  // 1, 5, 7
  CHECK(cost.stream("b").beats == 3);
}

TEST_CASE("outer: fewer values a beat cost beats, not cycles", "[outer][laws]") {
  const auto cost = [](const char* few) {
    return cost_of(
        spec_of("outer", "law", fmt::format("p = 2\nq = 4\ntile = 8\nunits = 1\n{}", few)), 8, 10,
        8, 7, 8);
  };
  CHECK(cost("").cycles == cost("a_values = 2\n").cycles);
  CHECK(cost("").stream("a").beats == 10);
  CHECK(cost("a_values = 2\n").stream("a").beats == 40);
  CHECK(cost("a_values = 4\nb_values = 4\n").stream("b").beats == 40);
}

// The figures that others read off the published charts are .585, .322, .420 and .239: those of a
// measured kernel, while these are what the counts of groups make of random operands.
TEST_CASE("outer: cycles over dense ones of the published shape", "[outer][laws]") {
  const spec::Spec spec = spec::Spec::load("dstc_8_16_32");
  constexpr std::size_t depth = 8192;
  const auto cost_at = [&](double a_density, double b_density) {
    tensor::Rng rng(7);
    Ints a(128, depth), b(depth, 32);
    for (std::int32_t& value : a.values()) value = rng.bernoulli(a_density) ? 1 : 0;
    for (std::int32_t& value : b.values()) value = rng.bernoulli(b_density) ? 1 : 0;
    return denim::engines::schedule(spec, {a, {}, b})->cost();
  };
  const auto steps = [](const denim::engines::Cost& cost) {
    const auto found = std::ranges::find(cost.counts, "steps", &denim::engines::Cost::Count::name);
    return static_cast<double>(found->number);
  };
  const denim::engines::Cost dense = cost_at(1, 1);
  CHECK(steps(dense) == 4 * 4 * 2 * depth);
  struct Point {
    double a, b, share;
  };
  for (const Point& point : {Point{.5, 1, .607}, {.5, .4, .331}, {.3, 1, .415}, {.3, .4, .227}}) {
    CAPTURE(point.a, point.b);
    const denim::engines::Cost cost = cost_at(point.a, point.b);
    CHECK(steps(cost) / steps(dense) == Approx(point.share).margin(.002));
    // Units wait for each other a little, and the last tiles leave.
    const double share = static_cast<double>(cost.cycles) / static_cast<double>(dense.cycles);
    CHECK(share >= point.share - .002);
    CHECK(share <= point.share + .01);
  }
}

TEST_CASE("outer: causes add up to the cycles", "[outer][laws]") {
  for (const NamedSpec& named : outer_specs) {
    const spec::Spec spec = named.spec();
    const flow::Cases cases(spec);
    for (std::uint64_t number = 0; number < cases.corners() + 50; number += 37) {
      CAPTURE(named.name, number);
      const auto cost = make_job(spec, cases.at(number)).compiled.cost;
      std::uint64_t sum = 0;
      for (const auto& cause : cost.by_cause) sum += cause.cycles;
      CHECK(sum == cost.cycles);
    }
  }
}

// The cases of the frame have a dense B. So many of each spec.
void check_sparse_b(std::uint64_t count) {
  for (const NamedSpec& named : outer_specs) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    const flow::Cases cases(spec);
    for (std::uint64_t number = 0; number < count; ++number) {
      flow::Case c = cases.at(cases.corners() + number);
      auto [a, b] = flow::draw(spec, c);
      tensor::Rng rng(number);
      const double density = rng.uniform();
      for (std::int32_t& value : b.values())
        if (!rng.bernoulli(density)) value = 0;
      const auto compiled = denim::engines::compile(spec, {a, {}, b});
      const auto golden = golden::multiply(a, b);
      CAPTURE(named.name, number, flow::to_text(c));
      for (const double stall : {0.0, 0.4}) {
        const Expectation expected{golden.values(), compiled.cost.cycles, 0, stall, 0};
        CHECK(run_and_judge(simulator, spec, compiled.program, expected, number) == "");
      }
    }
  }
}

TEST_CASE("outer is bit- and cycle-exact with a sparse B, under any stalls", "[outer][cases]") {
  check_sparse_b(10);
}

TEST_CASE("outer: a thousand cases with a sparse B of each spec", "[.][long]") {
  check_sparse_b(1000);
}
