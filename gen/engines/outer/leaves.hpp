// The leaves of rtl/outer.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::catalog::outer {

extern const ir::Leaf& queue;  // steps of k that wait in front of a unit
extern const ir::Leaf& steps;  // walks through the steps of one k
extern const ir::Leaf& tile;   // a finished tile changes places, and its rows leave
extern const ir::Leaf& turn;   // the units' tiles leave one after the other

}  // namespace denim::catalog::outer
