// Reductions: the sum of some terms, or the sums of all their beginnings, by adders in levels with
// registers between them; and the choice of one of some values.
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

// The sums of the first 1, 2, … terms, in each of `columns` columns, in as many levels as the tree
// has (Sklansky, "Conditional-sum addition logic", 1960). A register may stand behind the last
// level, for another level of the pipeline follows it. Terms and sums are what a loop over the
// columns sees whose index is `column`. There is a loop for each adder, gen_prefix_<last>_<level>,
// and not one for all of them: neighbours then do the same, side by side, which makes a simulation
// half as fast again.
std::vector<ir::Value> add_prefix_sums(ir::Scope& scope, const std::string& column,
                                       const ir::Expr& columns, std::vector<ir::Value> terms,
                                       const ir::Expr& width, const Pipeline& pipeline);

// Adds a tree of multiplexers to `scope`; returns the value whose number the bits of `select` from
// `low` up say, which is to be below their count. Nets are named pick_<first>_<last>.
ir::Value add_choice(ir::Scope& scope, const std::vector<ir::Value>& values,
                     const ir::Value& select, const ir::Expr& low, const ir::Expr& width);

}  // namespace denim::blocks
