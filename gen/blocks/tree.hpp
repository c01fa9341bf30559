// Reductions: the sum of some terms, or the sums of all their beginnings, by adders in levels with
// registers between them. Terms are signed.
//
// Sums have as many bits as they need, and a register no more than the sum in it: Yosys' xilinx_dsp
// takes registers behind products and their sums into DSP blocks, and loses copies of a sign bit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::blocks {

// Where registers stand between levels of adders.
struct Pipeline {
  ir::Value enable;
  int levels = 0;  // of adders from one register to the next; 0: none
};

// The bits of a sum of `terms` terms of `width` bits each.
ir::Expr sum_width(const ir::Expr& width, std::size_t terms);

// Whether sums grow; terms that are as wide as the whole sum already do without.
enum class Growth { as_needed, none };

// The sum of the terms, `width` bits each, by a tree of adders. `terms` are not empty; one term is
// its own sum. There is no register behind the last level. Registers are nets of `scope`,
// part_<first>_<last>_<level> by the terms that they cover.
ir::Value add_tree(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width,
                   const Pipeline& pipeline, Growth growth = Growth::as_needed);

// The terms of a sum: that of a lane in a column, as a loop over both sees it.
using TermOfLane = std::function<ir::Value(const ir::Expr& lane, const ir::Expr& column)>;

// In each of `columns` columns the sums of the first 1, 2, … `lanes` terms of `width` bits, all in
// the `total` bits of the last one, as a loop over the columns sees them whose index is `column`.
//
// With registers between its levels it is a network with as many levels as the tree (Sklansky,
// "Conditional-sum addition logic", 1960), and a register may stand behind the last level, for
// another level of the pipeline follows it. Without, it is a chain, which has the fewest adders.
// There are loops over the columns for each adder, and not one for all of them: neighbours then do
// the same, side by side, which makes a simulation half as fast again.
std::vector<ir::Value> add_prefix_sums(ir::Scope& scope, const std::string& column,
                                       const ir::Expr& columns, const ir::Expr& lanes,
                                       int lane_count, const TermOfLane& term,
                                       const ir::Expr& width, const ir::Expr& total,
                                       const Pipeline& pipeline);

}  // namespace denim::blocks
