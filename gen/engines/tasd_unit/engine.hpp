// What gen/ has of `tasd_unit`, the unit that takes blocks apart.
#pragma once

#include "gen/ir/ir.hpp"
#include "gen/spec/engine.hpp"

namespace denim::tasd_unit {

const spec::EngineDeclaration& tables();
// Adds the modules to the design, the top last.
void generate(const spec::Spec& spec, ir::Design& design);

}  // namespace denim::tasd_unit
