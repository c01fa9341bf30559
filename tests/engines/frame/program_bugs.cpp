// Bugs put into what the compiler made: each must be found by the same judgement that the
// regression uses, on a sound engine.
#include "tests/engines/frame/tests.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test::engines {

void check_program_bugs(const Subject& subject) {
  for (const ProgramBugs& group : subject.program_bugs) {
    const spec::Spec spec = group.spec.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    const Job job = make_job(spec, group.c);
    Ints a = job.a;
    for (std::int32_t& value : a.row(2)) value = 0;
    const tensor::Matrix<std::int64_t> golden = golden::multiply(a, job.b);
    const std::vector<denim::engines::Term> terms{denim::engines::Term(a)};
    const denim::engines::Compiled sound = denim::engines::compile(spec, {{}, terms, job.b});
    for (const ProgramBug& bug : group.bugs) {
      CAPTURE(group.spec.name, bug.what);
      const denim::engines::Compiled spoilt = bug.put(spec, sound);
      const Expectation expected{golden.values(), spoilt.cost.cycles, 0, 0};
      const std::string wrong = run_and_judge(simulator, spec, spoilt.program, expected, 1);
      if (bug.says.empty()) {
        CHECK(wrong == "");
      } else {
        CHECK_THAT(wrong, ContainsSubstring(bug.says));
      }
    }
  }
}

}  // namespace denim::test::engines
