// The leaves of rtl/dot.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::dot {

extern const ir::Leaf& accumulator;

}  // namespace denim::catalog::dot
