// What gen/engines offers: the RTL of a spec as IR. Each engine
// has a folder, gen/engines/<engine>; engines::Registration adds it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::generators {

// Adds the engine's modules to the design, the top last.
using Generate = std::function<void(const spec::Spec&, ir::Design&)>;

// Throws std::out_of_range for a name without a generator.
const Generate& find_generator(std::string_view engine);

void add_generator(const std::string& engine, Generate generate);

}  // namespace denim::generators
