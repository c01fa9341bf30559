// The key that takes the accumulation apart: read, sum and write in cycles of their own.
#pragma once

#include <string>

#include "gen/spec/engine.hpp"

namespace denim::spec {

KeyDeclaration accumulate_registers_key();

// Cycles of the stage "accumulate", from where a sum is there to where its accumulator is written.
int accumulate_cycles(const Spec& spec);

// Why accumulators cannot be read in time: their read would begin before a beat is taken. Empty:
// they can.
std::string check_accumulate(const Spec& spec);

}  // namespace denim::spec
