// GTKWave save files: which signals to show, grouped by stream, each payload taken apart into
// fields.
#pragma once

#include <string>

#include "gen/spec/spec.hpp"

namespace denim::emit {

// The save file of a bundle, for Verilator's traces of its wrapper, as `denim run --waves` writes
// them. It names no trace: `gtkwave trace.fst <name>.gtkw` opens both.
std::string write_gtkwave(const spec::Spec& spec);

}  // namespace denim::emit
