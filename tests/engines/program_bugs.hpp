// Bugs put into what the compiler made: each must be found by the same judgement that the
// regression uses, on a sound engine.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_fields.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/engine_specs.hpp"

namespace denim::test::engines {

// A compiled program taken apart, to be spoilt and put together again. A and B are the beats.
template <class A, class B>
struct DraftOf {
  std::vector<A> a;  // of one column tile
  std::vector<B> b;
  std::size_t repeat = 1;
  denim::engines::Compiled compiled;

  DraftOf(const spec::Spec& spec, const denim::engines::Compiled& from)
      : a(read_all<A>(spec, from.program.stream("a"))),
        b(read_all<B>(spec, from.program.stream("b"))),
        repeat(from.program.stream("a").repeat()),
        compiled(from) {
    a.resize(a.size() / repeat);
  }

  denim::engines::Compiled assemble(const spec::Spec& spec) {
    program::BeatStream stream = write_all(spec, a);
    stream.set_repeat(repeat);
    compiled.program.streams = {stream, write_all(spec, b)};
    return compiled;
  }

  // The first beat of `a` that `condition` holds for.
  template <class Condition>
  A& beat(Condition&& condition) {
    const auto found = std::find_if(a.begin(), a.end(), condition);
    REQUIRE(found != a.end());
    return *found;
  }
};

template <class Draft>
struct ProgramBug {
  const char* what;
  std::function<void(Draft&)> put;
  const char* says;  // part of the judgement
};

// Compiles a case whose A has an empty row, and runs it with each bug.
template <class Draft>
void check_program_bugs(const NamedSpec& named, const Case& c,
                        const std::vector<ProgramBug<Draft>>& bugs) {
  const spec::Spec spec = named.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  Job job = make_job(spec, c);
  Ints a = job.a;
  for (std::int32_t& value : a.row(2)) value = 0;
  const std::vector<denim::engines::Term> terms{denim::engines::Term(a)};
  job.golden = golden::multiply(a, job.b);
  job.compiled = denim::engines::compile(spec, terms, job.b);
  const auto judge = [&](const denim::engines::Compiled& compiled) {
    const Expectation expected{job.golden.values(), compiled.cost.cycles, 0, 0};
    return run_and_judge(simulator, spec, compiled.program, expected, 1);
  };
  // Taken apart and put together it is still the sound program.
  CHECK(judge(Draft(spec, job.compiled).assemble(spec)) == "");
  for (const ProgramBug<Draft>& bug : bugs) {
    CAPTURE(named.name, bug.what);
    Draft draft(spec, job.compiled);
    bug.put(draft);
    CHECK_THAT(judge(draft.assemble(spec)), ContainsSubstring(bug.says));
  }
}

}  // namespace denim::test::engines
