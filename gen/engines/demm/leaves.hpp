// The leaves of rtl/demm: the control of the decoupled engine.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::demm {

extern const ir::Leaf& tile;
extern const ir::Leaf& rows;
extern const ir::Leaf& lane;
extern const ir::Leaf& end;

}  // namespace denim::catalog::demm
