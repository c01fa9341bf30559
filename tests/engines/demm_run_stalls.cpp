// Stalls aimed at every moment of a run of `demm`: while a tile loads, while its beats run, while a
// beat that releases it waits for `c`, while the next one wants in. Whatever the moment and the
// stream, the results are the same, no rule of a stream is broken, and a stall costs no more cycles
// than it lasts.
#include "tests/catch.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

class Target {
 public:
  Target(const NamedSpec& named, const Case& c)
      : spec_(named.spec()), job_(make_job(spec_, c)), simulator_(simulator_of(spec_)) {
    const auto a = read_all_a(spec_, job_.compiled.program.stream("a"));
    const auto b = read_all_b(spec_, job_.compiled.program.stream("b"));
    reference_ = interpret(spec_, a, b);
  }

  std::uint64_t cycles() const { return job_.compiled.cost.cycles; }

  // What is wrong with a run, "" for nothing. `cost`: cycles that the stalls may add.
  std::string judge(const Bench::Withheld& withheld, std::uint64_t cost, std::uint64_t seed = 0) {
    Bench bench(simulator_, spec_, job_.compiled.program, seed);
    const BenchRun run = bench.run(withheld);
    std::string text;
    if (!run.done) text += "a hang; ";
    if (run.results != reference_.results) text += "other results; ";
    if (run.error_bits != 0) text += "error bits; ";
    if (run.cycles < cycles() || run.cycles > cycles() + cost) {
      text += fmt::format("{} cycles, {} without stalls of {}; ", run.cycles, cycles(), cost);
    }
    for (const std::string& broken : run.broken) text += broken + "; ";
    return text;
  }

 private:
  spec::Spec spec_;
  Job job_;
  sim::Simulator simulator_;
  Interpreted reference_;
};

// Several tiles, each with rows that end in it, so that results leave while the next tile loads.
const Case several_tiles{5, 20, 5, Pattern::thin, Values::uniform, "lossless", 3};
const Case dense_tiles{3, 12, 6, Pattern::full, Values::extreme, "lossless", 0};
// Every beat gives a result, so that results wait for c while a beat that releases waits for them.
const Case every_beat{6, 2, 9, Pattern::full, Values::extreme, "lossless", 1};
// The beat that releases a tile is the one that gives its result, in every tile.
const Case one_row{1, 8, 9, Pattern::full, Values::uniform, "lossless", 0};

bool within(std::uint64_t cycle, std::uint64_t start, std::uint64_t length) {
  return cycle >= start && cycle < start + length;
}

}  // namespace

TEST_CASE("demm: without stalls the bench sees the model's cycles", "[demm][stalls]") {
  for (const NamedSpec& named : {small_regs, odd}) {
    for (const Case& c : {several_tiles, dense_tiles, every_beat, one_row}) {
      Target target(named, c);
      CAPTURE(named.name, to_text(c));
      CHECK(target.cycles() > 0);
      for (const std::uint64_t seed : {0, 1, 2}) {
        CHECK(target.judge([](char, std::uint64_t) { return false; }, 0, seed) == "");
      }
    }
  }
}

TEST_CASE("demm: one stall of one stream, at every moment", "[demm][stalls]") {
  for (const NamedSpec& named : {small_regs, odd}) {
    for (const Case& c : {several_tiles, dense_tiles, every_beat, one_row}) {
      Target target(named, c);
      for (const char stream : {'a', 'b', 'c'}) {
        for (const std::uint64_t length : {1, 2, 3, 7}) {
          for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
            const std::string wrong = target.judge(
                [&](char s, std::uint64_t cycle) {
                  return s == stream && within(cycle, start, length);
                },
                length);
            CAPTURE(named.name, to_text(c), stream, length, start);
            if (!wrong.empty()) FAIL_CHECK(wrong);
          }
        }
      }
    }
  }
}

TEST_CASE("demm: a stall of c and one of another stream, at every two moments", "[demm][stalls]") {
  for (const Case& c : {every_beat, one_row}) {
    Target target(small_regs, c);
    for (const char other : {'a', 'b', 'c'}) {
      for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
        for (std::uint64_t other_start = 0; other_start <= target.cycles(); ++other_start) {
          const std::string wrong = target.judge(
              [&](char s, std::uint64_t cycle) {
                return (s == 'c' && within(cycle, start, 3)) ||
                       (s == other && within(cycle, other_start, 2));
              },
              5);
          CAPTURE(to_text(c), other, start, other_start);
          if (!wrong.empty()) FAIL_CHECK(wrong);
        }
      }
    }
  }
}

TEST_CASE("demm: c takes one beat in so many cycles", "[demm][stalls]") {
  for (const NamedSpec& named : {small_regs, odd}) {
    for (const Case& c : {several_tiles, dense_tiles, every_beat, one_row}) {
      Target target(named, c);
      for (std::uint64_t period = 2; period <= 9; ++period) {
        for (std::uint64_t phase = 0; phase < period; ++phase) {
          const std::string wrong = target.judge(
              [&](char s, std::uint64_t cycle) { return s == 'c' && cycle % period != phase; },
              period * target.cycles());
          CAPTURE(named.name, to_text(c), period, phase);
          if (!wrong.empty()) FAIL_CHECK(wrong);
        }
      }
    }
  }
}

TEST_CASE("demm: a stream that comes late only costs its lateness", "[demm][stalls]") {
  Target target(small_regs, several_tiles);
  for (const char stream : {'a', 'b'}) {
    CAPTURE(stream);
    // `a` beats before any tile wait, and so do b beats behind a tile that nobody uses.
    CHECK(target.judge([&](char s, std::uint64_t cycle) { return s == stream && cycle < 150; },
                       150) == "");
  }
}
