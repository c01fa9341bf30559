// The tools that build a simulator: Verilator and g++, and ccache where there is one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace denim::sim {

struct Toolchain {
  std::string verilator;  // version, "5.006"; all that it says of itself where that has no number
  std::string compiler;   // of g++, "12.2.0"
  std::string machine;    // what g++ is to compile for, "x86-64-v3"; empty: any machine
  std::string doubt;      // what is not known of the tools, a sentence; usually empty
};

// The level of this machine, for g++ -march=…: "x86-64-v3" where it has all of that (AVX2, BMI2,
// …), else empty. A simulator of int8 multipliers is then a tenth faster. It is not "x86-64-v4",
// with which some are another tenth faster: valgrind does not know its instructions, and what is
// counted under it is to be what runs otherwise.
std::string machine_level();

// Asks the tools, and leaves `machine` empty. A Verilator that tells no number, as one built from a
// copy of its repository may, is a doubt. Throws SimError where Verilator is missing or older
// than 5.006, or g++ is missing: what was found, the least that works, what to do.
Toolchain find_toolchain();

// What goes before g++: {"ccache"}, or nothing where there is none.
std::vector<std::string> find_launcher();

// The folder of Verilator's runtime: verilated.h, verilated.cpp, …
std::filesystem::path verilator_include_folder();

}  // namespace denim::sim
