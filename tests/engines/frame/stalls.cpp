// Stalls aimed at every moment of a run, whatever the engine: the results are the same, no rule of
// a stream is broken, and a stall costs no more cycles than it lasts.
#include <algorithm>
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
    const program::Program program = filled(spec_, job_.compiled.program, job_.golden);
    const spec::Layout layout = spec::layout(spec_, "c");
    const program::Output& output = program.output("c");
    for (std::size_t i = 0; i < output.size(); ++i) {
      wanted_.push_back(read_c(layout, output.beats.beat(i)));
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

// Streams that are withheld for some cycles.
struct Window {
  std::string streams;
  std::uint64_t start, length;

  bool holds(char stream, std::uint64_t cycle) const {
    return cycle >= start && cycle - start < length && streams.find(stream) != std::string::npos;
  }
};

// A run under stalls, which cost no more than they last.
void check(Target& target, const std::vector<Window>& windows) {
  std::uint64_t cost = 0;
  std::string text;
  for (const Window& window : windows) {
    cost += window.length;
    text += fmt::format(" {} from cycle {} for {}", window.streams, window.start, window.length);
  }
  const auto withheld = [&](char stream, std::uint64_t cycle) {
    return std::ranges::any_of(windows, [&](const Window& w) { return w.holds(stream, cycle); });
  };
  const std::string wrong = target.judge(withheld, cost);
  if (!wrong.empty()) FAIL_CHECK(wrong << "stalls:" << text);
}

// Calls `action` with each spec and each of its cases.
template <class Action>
void for_all(const Subject& subject, const std::vector<NamedSpec>& specs, Action&& action) {
  build_simulators(specs_of(specs));
  for (const NamedSpec& named : specs) {
    for (const NamedCase& item : subject.stalls.cases(named.spec())) {
      Target target(named, item.c);
      CAPTURE(named.name, item.name);
      action(target);
    }
  }
}

bool never(char, std::uint64_t) { return false; }

}  // namespace

// Whatever ran before.
void check_without_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    CHECK(target.cycles() > 0);
    for (int again = 0; again < 3; ++again) CHECK(target.judge(never, 0) == "");
  });
}

void check_one_stall(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    for (const std::string stream : {"a", "b", "c"}) {
      for (const std::uint64_t length : {1, 2, 5}) {
        for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
          check(target, {{stream, start, length}});
        }
      }
    }
  });
}

// Short, or longer than anything that waits inside.
void check_joint_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.joint, [](Target& target) {
    for (const std::string streams : {"ab", "bc", "ac", "abc"}) {
      for (const std::uint64_t length : {1, 4, 60}) {
        for (std::uint64_t start = 0; start <= target.cycles(); start += length == 60 ? 5 : 1) {
          check(target, {{streams, start, length}});
        }
      }
    }
  });
}

void check_long_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.joint, [](Target& target) {
    for (std::uint64_t start = 0; start <= target.cycles(); start += 5) {
      check(target, {{"c", start, 180}});
    }
  });
}

// Of cases that are short.
void check_two_stalls(const Subject& subject) {
  for_all(subject, subject.stalls.two, [](Target& target) {
    if (target.cycles() > 45) return;
    for (const std::string other : {"a", "b", "c"}) {
      for (std::uint64_t start = 0; start <= target.cycles(); ++start) {
        for (std::uint64_t other_start = 0; other_start <= target.cycles(); ++other_start) {
          check(target, {{"c", start, 3}, {other, other_start, 2}});
        }
      }
    }
  });
}

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

// `a` beats before any tile wait, and so do b beats behind tiles that nobody uses.
void check_late_streams(const Subject& subject) {
  for_all(subject, subject.stalls.specs, [](Target& target) {
    for (const std::string stream : {"a", "b"}) check(target, {{stream, 0, 150}});
  });
}

}  // namespace denim::test::engines
