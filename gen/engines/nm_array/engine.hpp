// What gen/ has of `nm_array`, the array of N:M PEs.
#pragma once

#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::nm_array {

const spec::EngineDeclaration& tables();
// A part of the tables in a file of its own.
std::vector<spec::RuleDeclaration> rules();
// Adds the modules to the design, the top last.
void generate(const spec::Spec& spec, ir::Design& design);

}  // namespace denim::nm_array
