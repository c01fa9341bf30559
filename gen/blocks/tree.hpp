// Reductions: the sum of some terms, or the sums of all their beginnings, by adders in levels with
// registers between them.
#pragma once

#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

// Where registers stand between levels of adders.
struct Pipeline {
  ir::Value clock;
  ir::Value enable;
  int levels = 0;  // of adders from one register to the next; 0: none
};

// Adds a tree of adders to `scope`; returns the sum, of the terms' width modulo 2^width. `terms`
// are not empty; one term is its own sum. There is no register behind the last level. Nets are
// named sum_<first>_<last> by the terms that they cover.
ir::Value add_tree(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width,
                   const Pipeline& pipeline);

// The sums of the first 1, 2, … terms, in as many levels as the tree has (Sklansky,
// "Conditional-sum addition logic", 1960). A register may stand behind the last level, for another
// level of the pipeline follows it. Nets are named prefix_<last>_<level>.
std::vector<ir::Value> add_prefix_sums(ir::Scope& scope, std::vector<ir::Value> terms,
                                       const ir::Expr& width, const Pipeline& pipeline);

}  // namespace denim::blocks
