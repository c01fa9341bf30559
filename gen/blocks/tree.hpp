// A reduction tree: the sum of some terms by a balanced tree of adders.
#pragma once

#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

// Adds the adders to `scope`; returns the sum, of the same width modulo 2^width. `terms` are not
// empty; one term is its own sum. Nets are named sum_<first>_<last> by the terms that they cover.
ir::Value add_tree(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width);

}  // namespace denim::blocks
