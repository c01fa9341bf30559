// What the writers of the registers of the AXI top share.
#pragma once

#include <string>

#include "gen/spec/registers.hpp"

namespace denim::emit {

std::string upper_case(std::string text);
std::string lower_case(std::string text);

// How its fields may be accessed, each way once: "read and write, write 1 to start".
std::string accesses_text(const spec::RegisterDeclaration& one);

// "[31:0]" or "[3]".
std::string bits_text(const spec::RegisterField& field);

}  // namespace denim::emit
