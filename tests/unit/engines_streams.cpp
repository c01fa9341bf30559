// When beats pass bounded streams, by the definition; and that no model changes where streams are
// as wide as their beats.
#include <fmt/format.h>

#include "sw/engines/streams.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_stream_bits.hpp"

using namespace denim;

TEST_CASE("a beat that arrives is offered with its last bits, behind the one before",
          "[engines][stream_bits]") {
  program::Arrivals arrivals(4);
  CHECK(arrivals.next() == 3);
  arrivals.pass(3, 3);
  CHECK(arrivals.next() == 7);
  arrivals.pass(7, 9);  // the next one arrives while this one waits
  CHECK(arrivals.next() == 11);
  arrivals.pass(11, 20);  // and waits behind it
  CHECK(arrivals.next() == 21);
  arrivals.pass(21, 21);
  CHECK(arrivals.next() == 25);
  program::Arrivals wide;
  CHECK(wide.next() == 0);
  wide.pass(0, 5);
  CHECK(wide.next() == 6);
}

TEST_CASE("a beat that leaves makes room for the next one when its first bits leave",
          "[engines][stream_bits]") {
  program::Departures departures(4);
  CHECK(departures.next() == 0);
  departures.pass(2);  // in cycles 2 … 5
  CHECK(departures.next() == 3);
  CHECK(departures.end() == 6);
  departures.pass(3);  // waits, then in cycles 6 … 9
  CHECK(departures.next() == 7);
  CHECK(departures.end() == 10);
  departures.pass(30);
  CHECK(departures.next() == 31);
  CHECK(departures.end() == 34);
}

// Time run backwards, what arrives leaves: the last beat first.
TEST_CASE("departures are the mirror image of arrivals", "[engines][stream_bits]") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    tensor::Rng rng(seed);
    const std::uint64_t cycles = 1 + rng.below(6);
    program::Departures departures(cycles);
    std::vector<std::uint64_t> taken;
    for (std::uint64_t cycle = 0; taken.size() < 20;) {
      cycle = std::max(cycle, departures.next()) + (rng.bernoulli(0.5) ? rng.below(9) : 0);
      departures.pass(cycle);
      taken.push_back(cycle);
    }
    const std::uint64_t end = departures.end();
    program::Arrivals arrivals(cycles);
    for (std::size_t i = taken.size(); i-- > 0;) {
      const std::uint64_t mirrored = end - 1 - taken[i];
      REQUIRE(arrivals.next() <= mirrored);  // it is there by then
      arrivals.pass(arrivals.next(), mirrored);
    }
  }
}

TEST_CASE("the cycles are until the last bits have passed", "[engines][stream_bits]") {
  const spec::Spec spec = spec::Spec::load("demm_2_8_4");
  const unsigned a_bits = spec::layout(spec, "a").width, c_bits = spec::layout(spec, "c").width;
  const auto cycles = [&](const program::StreamBits& bounded) {
    engines::Streams streams(spec, bounded);
    streams.input("a").take(9);
    streams.input("b").take(20);
    CHECK(streams.output("c").take(10) == 10);
    return streams.cycles();
  };
  CHECK(engines::Streams(spec).cycles() == 0);
  CHECK(cycles({}) == 11);
  CHECK(cycles({{"a", a_bits}}) == 11);
  CHECK(cycles({{"b", 1000}}) == 21);
  CHECK(cycles({{"c", c_bits}}) == 11);
  CHECK(cycles({{"c", 1}}) == 10 + c_bits);
}

TEST_CASE("the models of all presets that multiply keep to the laws of bounded streams",
          "[engines][stream_bits]") {
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec spec = spec::Spec::load(preset.name);
    if (!spec.engine().takes_b()) continue;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      CAPTURE(preset.name, seed);
      tensor::Rng rng(seed);
      flow::Case c;
      c.rows = 1 + rng.below(100);
      c.depth = 1 + rng.below(300);
      c.columns = 1 + rng.below(80);
      c.pattern = static_cast<flow::Pattern>(rng.below(flow::patterns_count));
      c.seed = seed;
      const auto [a, b] = flow::draw(spec, c);
      const auto schedule = engines::schedule(spec, {a, {}, b});
      program::StreamBits bounded = test::engines::draw_stream_bits(spec, rng);
      CAPTURE(test::engines::to_text(bounded));
      CHECK(test::engines::judge_cost(spec, *schedule, bounded) == "");
      // Results that move as fast as they come change nothing.
      bounded.clear();
      for (const spec::StreamDeclaration& stream : spec.engine().streams) {
        if (!stream.sink) bounded[stream.name] = spec::layout(spec, stream.name).width;
      }
      CHECK(engines::cost(spec, *schedule, bounded).cycles == schedule->cost().cycles);
    }
  }
}
