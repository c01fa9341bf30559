// Systematic mutations of `demm` that no run can report.
#pragma once

#include "tests/engines/frame/hardware_bugs.hpp"

namespace denim::test::engines {

// A lane that moves only with a beat keeps what it gave for the beat before, which no segment adds.
inline const Unreported accept_and_enable{"*u_lane.accept_i and enable_i change places",
                                          "between two beats no segment adds what the lane gives"};

}  // namespace denim::test::engines
