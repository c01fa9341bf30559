// What gen/ has of `outer`, the outer-product engine for two sparse operands.
#pragma once

#include <vector>

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::outer {

const spec::EngineDeclaration& tables();
// A part of the tables in a file of its own.
std::vector<spec::RuleDeclaration> rules();
// Adds the modules to the design, the top last.
void generate(const spec::Spec& spec, ir::Design& design);

}  // namespace denim::outer
