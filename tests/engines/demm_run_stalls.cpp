// Stalls aimed at every moment of a run of `demm`: while a tile loads, while its beats run, while a
// beat that releases it waits for `c`, while the next one wants in. Whatever the moment and the
// stream, the results are the same, no rule of a stream is broken, and a stall costs no more cycles
// than it lasts.
#include <array>
#include <set>
#include <span>

#include "tests/catch.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_reference.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// A spec and a GEMM of a size that fits it.
class Target {
 public:
  Target(const NamedSpec& named, const Case& c)
      : spec_(named.spec()), job_(make_job(spec_, c)), bench_(simulator_of(spec_), spec_) {
    const auto a = read_all_a(spec_, job_.compiled.program.stream("a"));
    const auto b = read_all_b(spec_, job_.compiled.program.stream("b"));
    reference_ = interpret(spec_, a, b);
  }

  std::uint64_t cycles() const { return job_.compiled.cost.cycles; }

  // One engine for all runs, so that each begins with what the one before left in it.
  BenchRun run(const Bench::Withheld& withheld) {
    return bench_.run(job_.compiled.program, withheld);
  }

  // What is wrong with a run, "" for nothing. `cost`: cycles that the stalls may add.
  std::string judge(const Bench::Withheld& withheld, std::uint64_t cost) {
    const BenchRun done = run(withheld);
    std::string text;
    if (!done.done) text += "a hang; ";
    if (done.results != reference_.results) text += "other results; ";
    if (done.error_bits != 0) text += "error bits; ";
    if (done.cycles < cycles() || done.cycles > cycles() + cost) {
      text += fmt::format("{} cycles, {} without stalls of {}; ", done.cycles, cycles(), cost);
    }
    for (const std::string& broken : done.broken) text += broken + "; ";
    return text;
  }

 private:
  spec::Spec spec_;
  Job job_;
  Bench bench_;
  Interpreted reference_;
};

// Each form of what may stall: tile and accumulators read at once or by a register, one copy of the
// tile or two, one row a beat or several, banks.
constexpr std::array stalled_specs{small_regs,     odd,          packed2_replicated, packed2_banked,
                                   packed4_banked, packed4_regs, packed8_banked};

struct NamedCase {
  const char* name;
  Case c;
};
std::vector<NamedCase> cases_of(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  const auto n = static_cast<std::size_t>(spec.integer("n"));
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  return {
      // Each tile has rows that end in it, so that results leave while the next tile loads.
      {"several tiles", {5, 2 * m + 3, columns + 1, Pattern::thin, Values::uniform, "lossless", 3}},
      {"dense tiles", {3, m + 2, columns + 2, Pattern::full, Values::extreme, "lossless", 0}},
      // Every beat gives a result, so that results wait for c while a beat that releases waits for
      // them.
      {"a result a beat", {6, n, 2 * columns + 1, Pattern::full, Values::extreme, "lossless", 1}},
      // The beat that releases a tile is the one that gives its result, in every tile.
      {"one row", {1, m, 2 * columns + 1, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

bool within(std::uint64_t cycle, std::uint64_t start, std::uint64_t length) {
  return cycle >= start && cycle < start + length;
}

// Calls `check` with each spec and each of its cases.
template <class Check>
void for_all(std::span<const NamedSpec> specs, Check&& check) {
  build_simulators(specs_of(specs));
  for (const NamedSpec& named : specs) {
    for (const NamedCase& item : cases_of(named)) {
      Target target(named, item.c);
      CAPTURE(named.name, item.name);
      check(target);
    }
  }
}

}  // namespace

TEST_CASE("demm: without stalls the bench sees the model's cycles", "[demm][stalls]") {
  for_all(stalled_specs, [](Target& target) {
    CHECK(target.cycles() > 0);
    for (int again = 0; again < 3; ++again) {
      CHECK(target.judge([](char, std::uint64_t) { return false; }, 0) == "");
    }
  });
}

TEST_CASE("demm: one stall of one stream, at every moment", "[demm][stalls]") {
  for_all(stalled_specs, [](Target& target) {
    for (const char stream : {'a', 'b', 'c'}) {
      for (const std::uint64_t length : {1, 2, 5}) {
        for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
          const std::string wrong = target.judge(
              [&](char s, std::uint64_t cycle) {
                return s == stream && within(cycle, start, length);
              },
              length);
          CAPTURE(stream, length, start);
          if (!wrong.empty()) FAIL_CHECK(wrong);
        }
      }
    }
  });
}

TEST_CASE("demm: a stall of c and one of another stream, at every two moments", "[demm][stalls]") {
  for (const NamedSpec& named : {small_regs, packed2_replicated}) {
    for (const NamedCase& item : cases_of(named)) {
      Target target(named, item.c);
      if (target.cycles() > 45) continue;
      for (const char other : {'a', 'b', 'c'}) {
        for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
          for (std::uint64_t other_start = 0; other_start <= target.cycles(); ++other_start) {
            const std::string wrong = target.judge(
                [&](char s, std::uint64_t cycle) {
                  return (s == 'c' && within(cycle, start, 3)) ||
                         (s == other && within(cycle, other_start, 2));
                },
                5);
            CAPTURE(named.name, item.name, other, start, other_start);
            if (!wrong.empty()) FAIL_CHECK(wrong);
          }
        }
      }
    }
  }
}

TEST_CASE("demm: c takes one beat in so many cycles", "[demm][stalls]") {
  for_all(stalled_specs, [](Target& target) {
    for (std::uint64_t period = 2; period <= 9; ++period) {
      for (std::uint64_t phase = 0; phase < period; ++phase) {
        const std::string wrong = target.judge(
            [&](char s, std::uint64_t cycle) { return s == 'c' && cycle % period != phase; },
            period * target.cycles());
        CAPTURE(period, phase);
        if (!wrong.empty()) FAIL_CHECK(wrong);
      }
    }
  });
}

TEST_CASE("demm: the pipeline waits for a result only when the next one is complete",
          "[demm][stalls]") {
  for_all(stalled_specs, [](Target& target) {
    const std::vector<std::uint64_t> taken =
        target.run([](char, std::uint64_t) { return false; }).taken;
    REQUIRE_FALSE(taken.empty());
    // Each result is taken in the cycle before the next one comes, in which that one needs its
    // place; the last one at once.
    std::set<std::uint64_t> ready{taken.back()};
    for (std::size_t i = 1; i < taken.size(); ++i) ready.insert(taken[i] - 1);
    CHECK(target.judge(
              [&](char s, std::uint64_t cycle) { return s == 'c' && !ready.contains(cycle); }, 0) ==
          "");
  });
}

TEST_CASE("demm: a stream that comes late only costs its lateness", "[demm][stalls]") {
  for_all(stalled_specs, [](Target& target) {
    for (const char stream : {'a', 'b'}) {
      CAPTURE(stream);
      // `a` beats before any tile wait, and so do b beats behind tiles that nobody uses.
      CHECK(target.judge([&](char s, std::uint64_t cycle) { return s == stream && cycle < 150; },
                         150) == "");
    }
  });
}
