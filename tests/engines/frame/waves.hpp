// What the wave file of a short run has in it.
#pragma once

#include <string>

#include "sim/process.hpp"
#include "tests/catch.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test::engines {

// The names of the scopes and signals, as VCD declares them.
inline std::string names_in_waves(const spec::Spec& spec, const Case& c, sim::Trace trace) {
  const Job job = make_job(spec, c);
  const ScratchFolder folder;
  sim::RunOptions options;
  options.waves = sim::Waves::parse((folder.path() / "waves.fst").string());
  const sim::RunResult result = sim::run(simulator_of(spec, trace), spec,
                                         filled(spec, job.compiled.program, job.golden), options);
  REQUIRE(result.ok());
  const sim::Outcome vcd = sim::run_tool({{"fst2vcd", options.waves->file.string()}, {}});
  REQUIRE(vcd.ok());
  return vcd.output.substr(0, vcd.output.find("$enddefinitions"));
}

}  // namespace denim::test::engines
