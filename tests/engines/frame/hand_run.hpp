// Runs of programs made by hand, judged by what the engine's interpreter says of them.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "tests/support/engine_interpreted.hpp"
#include "tests/support/engine_simulator.hpp"

namespace denim::test::engines {

std::uint64_t error_mask(const spec::Spec& spec, const std::set<std::string>& names);

sim::RunResult run_hand(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                        double stall, std::uint64_t seed);

// What is wrong with a run, "" for nothing.
std::string judge(const sim::Simulator& simulator, const spec::Spec& spec, const HandJob& job,
                  double stall, std::uint64_t seed);

}  // namespace denim::test::engines
