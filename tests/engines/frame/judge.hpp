// The judgement of programs made by hand, by what the engine's interpreter says of them; and of an
// engine with a bug in its hardware, however the bug was put in: the first thing that runs say is
// wrong with it, and whether that is what its list says.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/engines/frame/subject.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test::engines {

std::uint64_t error_mask(const spec::Spec& spec, const std::set<std::string>& names);

sim::RunResult run_hand(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                        double stall, std::uint64_t seed);

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                  double stall, std::uint64_t seed);

enum class Found {
  always,        // without stalls and with them
  under_stalls,  // only there: why runs have them
  by_cycles,     // the results are right, but late
  by_waiting,    // the results are right, but stalls of c cost more than they must
  malformed,     // only by a program that breaks the rules on purpose
};

// "" where all is well.
struct Verdicts {
  std::string free;       // sound programs without stalls
  std::string stalled;    // the same with stalls
  std::string waiting;    // c is stalled as long as that should cost nothing
  std::string malformed;  // programs that break the rules on purpose
};

// What says whether an engine is sound.
struct Jury {
  // The verdicts that go beyond sound programs and random stalls are wanted or not.
  std::function<Verdicts(const sim::Simulator& simulator, bool want_waiting, bool want_malformed)>
      verdicts;
  // The first of them that is not "", or "".
  std::function<std::string(const sim::Simulator& simulator)> report;
};

class Judge {
 public:
  // `spec` must outlive it.
  Judge(const spec::Spec& spec, std::vector<HandJob> malformed);

  // The verdicts that go beyond sound programs and random stalls are `wanted` or not.
  Verdicts operator()(const sim::Simulator& simulator, bool want_waiting,
                      bool want_malformed) const;
  std::string report(const sim::Simulator& simulator) const;

 private:
  struct Run {
    Case c;
    Job job;
    program::Program program;  // with garbage in the bits that do not count
  };

  void add(const Case& c);
  std::string judge_sound(const sim::Simulator& simulator, const Run& run, double stall) const;
  std::string wait(const sim::Simulator& simulator) const;

  const spec::Spec& spec_;
  std::vector<Run> runs_;
  std::vector<HandJob> malformed_;
};

// Of an engine that multiplies. The spec must outlive it.
Jury jury_of(const spec::Spec& spec, std::vector<HandJob> malformed);

// The malformed programs of a catalogue.
std::vector<HandJob> jobs_of(const Catalogue& catalogue);

void check_sound(const Verdicts& verdicts);
void check_found(const std::string& what, Found found, const Verdicts& verdicts);

}  // namespace denim::test::engines
