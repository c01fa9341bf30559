// `dot` with streams that move so many bits a cycle: the RTL takes exactly the model's cycles.
#include "tests/support/engine_stream_bits.hpp"

#include "sw/flow/cases.hpp"
#include "sw/golden/golden.hpp"
#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

void check_bounded(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const spec::Spec spec =
        spec_of("dot", "dot_bits", fmt::format("lanes = {}\n", i % 2 == 0 ? 1 : 5));
    const flow::Cases cases(spec);
    const flow::Case c = cases.at(i % 3 == 0 ? i * 7 % cases.corners() : cases.corners() + i);
    tensor::Rng rng(i);
    const program::StreamBits bounded = draw_stream_bits(spec, rng);
    INFO(to_text(c) << ", streams" << to_text(bounded));
    const auto [a, b] = flow::draw(spec, c);
    const auto schedule = denim::engines::schedule(spec, {a, {}, b});
    REQUIRE(judge_cost(spec, *schedule, bounded) == "");
    const auto golden = golden::multiply(a, b);
    const denim::engines::Cost cost = denim::engines::cost(spec, *schedule, bounded);
    REQUIRE(run_and_judge(simulator_of(spec), spec, schedule->program(),
                          {golden.values(), cost.cycles, 0, 0, 0, bounded}, i) == "");
  }
}

}  // namespace

TEST_CASE("dot: streams of so many bits a cycle cost what the model says", "[dot][stream_bits]") {
  check_bounded(30);
}

TEST_CASE("dot: a thousand cases with streams of so many bits a cycle",
          "[.][long][dot][stream_bits]") {
  check_bounded(1000);
}

// A beat of a takes 9 bits, one of b 8, one of c 32.
TEST_CASE("dot: the cycles of bounded streams are those of the law", "[dot][stream_bits]") {
  const spec::Spec spec = spec_of("dot", "dot_law", "lanes = 1\n");
  const tensor::Matrix<std::int32_t> a(3, 4), b(4, 5);  // 60 beats, 15 results
  const auto schedule = denim::engines::schedule(spec, {a, {}, b});
  const auto cycles = [&](const program::StreamBits& bounded) {
    return denim::engines::cost(spec, *schedule, bounded).cycles;
  };
  CHECK(cycles({{"a", 9}, {"b", 8}, {"c", 32}}) == 60 + 1);
  CHECK(cycles({{"a", 8}}) == 60 * 2 + 1);
  CHECK(cycles({{"a", 1}, {"b", 3}}) == 60 * 9 + 1);
  // Of c the first result is taken in cycle 4, the bits of the last leave in 8 cycles.
  CHECK(cycles({{"c", 4}}) == 4 + 15 * 8);
  CHECK(cycles({{"c", 8}}) == 60 + 4);
}
