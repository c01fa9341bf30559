// A prefix in front of the names of the modules and packages that several bundles have in common,
// so that bundles of several specs, or of several versions of Denim, can be compiled together.
#pragma once

#include <string>
#include <string_view>

namespace denim::emit {

// SystemVerilog text in which every name that begins with "denim_", which are the names of leaves
// and of their package, and the name of every guard's missing module (gen/emit/sv_guard.hpp) has
// `prefix` in front, in comments too. The emitted modules have theirs from the spec.
std::string with_prefix(std::string_view text, std::string_view prefix);

}  // namespace denim::emit
