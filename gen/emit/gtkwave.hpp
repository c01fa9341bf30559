// GTKWave save files: which signals to show, grouped by stream.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::emit {

// The save file of a bundle, for traces whose root is the wrapper, as those of `denim run` are.
// It names no trace: GTKWave opens it beside one (gtkwave trace.fst <name>.gtkw).
std::string write_gtkwave(const ir::Module& top, const spec::Spec& spec);

}  // namespace denim::emit
