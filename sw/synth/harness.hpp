// What stands around an engine that is placed and routed: three pins, where the engine may have
// thousands of ports.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::synth {

inline constexpr const char* harness_name = "denim_harness";
inline constexpr const char* engine_instance = "u_engine";

// The text of a module that gives every input of `engine` a register, all of them a chain from one
// pin, and every output one, which are folded into a chain to another pin: no input is a constant,
// no output is unread, and no path of the harness is longer than one LUT.
std::string harness(const ir::Interface& engine);

}  // namespace denim::synth
