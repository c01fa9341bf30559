// The N:M PE of `nm_array` as a module of its own.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"
#include "gen/spec/spec.hpp"

namespace denim::generators::nm_array {

// What a spec makes of its PEs, beside the widths.
struct PeShape {
  explicit PeShape(const spec::Spec& spec);

  std::vector<int> block_values;  // N of each pattern, rising
  int multipliers = 1;
  int block = 1;         // activations in it
  bool overlap = false;  // weights in use are the PE's own
  bool systolic = false;
  bool chained = false;  // each multiplier adds to a sum of its own that passes from row to row
  bool reduced = false;  // a register behind the sum of the products

  int blocks() const { return multipliers / block_values.front(); }  // most that a PE takes
  int sums() const { return chained ? multipliers : 1; }             // that pass from row to row
  bool selects() const { return block > 1; }
  bool many_patterns() const { return block_values.size() > 1; }

  // The block of a window from which a multiplier takes its activation, by pattern: they are shared
  // evenly among the blocks.
  std::vector<int> blocks_of(int multiplier) const;
  // What the multipliers of a PE choose from: the different ones of blocks_of(), in order.
  std::vector<std::vector<int>> choices() const;
};

// Adds module `name`. Parameters AWidth, BWidth, SumWidth; ports clk_i, enable_i, values_i,
// indices_i (blocks of more than one), activations_i (a block for each of shape.choices()), sum_o;
// with overlap swap_values_i and swap_indices_i, with systolic flow sum_i. sum_i and sum_o are of
// shape.sums() sums of SumWidth bits each, by default of `sum_width`.
const ir::Module& add_pe(ir::Design& design, const std::string& name, const PeShape& shape,
                         const spec::Spec& spec, std::int64_t sum_width);

}  // namespace denim::generators::nm_array
