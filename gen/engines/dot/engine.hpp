// What gen/ has of `dot`, the dot-product engine of the tutorial.
#pragma once

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::dot {

const spec::EngineDeclaration& tables();
// Adds the modules to the design, the top last.
void generate(const spec::Spec& spec, ir::Design& design);

}  // namespace denim::dot
