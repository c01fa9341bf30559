// Stalls aimed at every moment of a run, whatever the engine: the results are the same, no rule of
// a stream is broken, and a stall costs no more cycles than it lasts.
#include <set>
#include <string>
#include <vector>

#include "tests/engines/frame/tests.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test::engines {

namespace {

// A spec and a GEMM of a size that fits it.
class Target {
 public:
  Target(const NamedSpec& named, const Case& c)
      : spec_(named.spec()), job_(make_job(spec_, c)), bench_(simulator_of(spec_), spec_) {
    const program::Program& program = job_.compiled.program;
    const unsigned elements = spec::layout(spec_, "c").field("data").count;
    for (const program::Result& result : program.results) {
      CBeat& beat =
          wanted_.emplace_back(CBeat{std::vector<std::int64_t>(elements), result.address});
      for (unsigned i = 0; i < elements; ++i) {
        const program::Program::Place place = program.place(result, i);
        if (program.inside(place)) beat.data[i] = job_.golden(place.row, place.column);
      }
    }
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
    if (done.results != wanted_) text += "other results; ";
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
  std::vector<CBeat> wanted_;
};

bool within(std::uint64_t cycle, std::uint64_t start, std::uint64_t length) {
  return cycle >= start && cycle < start + length;
}

// Calls `check` with each spec and each of its cases.
template <class Check>
void for_all(const Subject& subject, const std::vector<NamedSpec>& specs, Check&& check) {
  build_simulators(specs_of(specs));
  for (const NamedSpec& named : specs) {
    for (const NamedCase& item : subject.stalls.cases(named.spec())) {
      Target target(named, item.c);
      CAPTURE(named.name, item.name);
      check(target);
    }
  }
}

bool never(char, std::uint64_t) { return false; }

}  // namespace

// Without stalls the bench sees the model's cycles, whatever ran before.
void check_without_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    CHECK(target.cycles() > 0);
    for (int again = 0; again < 3; ++again) {
      CHECK(target.judge(never, 0) == "");
    }
  });
}

// One stall of one stream, at every moment.
void check_one_stall(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
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

// A stall of several streams at once, short or longer than anything that waits inside, at every
// moment.
void check_joint_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.joint, [](Target& target) {
    for (const std::string streams : {"ab", "bc", "ac", "abc"}) {
      for (const std::uint64_t length : {1, 4, 60}) {
        for (std::uint64_t start = 0; start <= target.cycles(); start += length == 60 ? 5 : 1) {
          const std::string wrong = target.judge(
              [&](char s, std::uint64_t cycle) {
                return streams.find(s) != std::string::npos && within(cycle, start, length);
              },
              length);
          CAPTURE(streams, length, start);
          if (!wrong.empty()) FAIL_CHECK(wrong);
        }
      }
    }
  });
}

// c takes nothing for long, from every fifth cycle on.
void check_long_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.joint, [](Target& target) {
    for (std::uint64_t start = 0; start <= target.cycles(); start += 5) {
      const std::string wrong = target.judge(
          [&](char s, std::uint64_t cycle) { return s == 'c' && within(cycle, start, 180); }, 180);
      CAPTURE(start);
      if (!wrong.empty()) FAIL_CHECK(wrong);
    }
  });
}

// A stall of c and one of another stream, at every two moments; of cases that are short.
void check_two_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.two, [](Target& target) {
    if (target.cycles() > 45) return;
    for (const char other : {'a', 'b', 'c'}) {
      for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
        for (std::uint64_t other_start = 0; other_start <= target.cycles(); ++other_start) {
          const std::string wrong = target.judge(
              [&](char s, std::uint64_t cycle) {
                return (s == 'c' && within(cycle, start, 3)) ||
                       (s == other && within(cycle, other_start, 2));
              },
              5);
          CAPTURE(other, start, other_start);
          if (!wrong.empty()) FAIL_CHECK(wrong);
        }
      }
    }
  });
}

// c takes one beat in so many cycles.
void check_slow_results(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
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

// The pipeline waits for a result only when the next one is complete.
void check_late_results(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    const std::vector<std::uint64_t> taken = target.run(never).taken;
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

// A stream that comes late only costs its lateness.
void check_late_streams(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    for (const char stream : {'a', 'b'}) {
      CAPTURE(stream);
      // `a` beats before any tile wait, and so do b beats behind tiles that nobody uses.
      CHECK(target.judge([&](char s, std::uint64_t cycle) { return s == stream && cycle < 150; },
                         150) == "");
    }
  });
}

}  // namespace denim::test::engines
