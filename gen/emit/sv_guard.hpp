// SystemVerilog text of guards: an instance, where a parameter is out of its bound, of a module
// that does not exist. Its name says what is wrong, and Verilator, Icarus, Yosys and slang end with
// it. (Icarus 11 knows no $error outside of processes, and Yosys 0.23 does not print its text.)
//
// The tools come to it for any value, so long as the module has nothing else that ends them: Yosys
// 0.23 ends before at a cast to no bits, such as (Depth * Width)'(x).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gen/ir/guard.hpp"

namespace denim::emit {

// What follows the name of that module: an instance without ports.
inline constexpr std::string_view guard_instance = " u_stop ();";
// The name of that module: "Taps_must_be_at_most_Depth_plus_1".
std::string guard_name(const ir::Guard& guard);
// The lines of all guards of a module, `indent` columns in.
std::string guard_lines(std::span<const ir::Guard> guards, int indent);

}  // namespace denim::emit
