// The leaves of rtl/tail: what a requantiser does behind its multiplier.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::tail {

extern const ir::Leaf& shift;     // divides by a power of two
extern const ir::Leaf& saturate;  // rounds, rectifies, saturates

}  // namespace denim::catalog::tail
