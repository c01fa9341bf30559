// The leaves of rtl/tasd: the N:M view of a block.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::tasd {

extern const ir::Leaf& rank;  // an element as one unsigned number
extern const ir::Leaf& pair;  // a rank as value and index
extern const ir::Leaf& mark;  // one more element is marked

}  // namespace denim::catalog::tasd
