#include "sw/engines/nm_array/model.hpp"

#include <algorithm>

namespace denim::engines::nm_array {

std::uint64_t hold(const spec::Spec& spec, const Sizes& sizes) {
  const auto select = static_cast<std::uint64_t>(spec.engine().stage(spec, "select"));
  if (!sizes.systolic) return sizes.overlap ? select + 1 : select;
  // The first wave has to leave the last PE of a row; the last one the whole array.
  return sizes.overlap ? select + sizes.pe_cols : select + sizes.pe_cols + sizes.pe_rows - 2;
}

Cost cost(const spec::Spec& spec, const Sizes& sizes, std::span<const FoldCost> folds,
          std::span<const std::uint32_t> waves) {
  const auto multipliers = static_cast<std::uint64_t>(spec.engine().multipliers(spec));
  const std::uint64_t held = hold(spec, sizes);
  std::uint64_t cycles = 0, streamed = 0, waits = 0, products = 0, slots = 0, fill = 0;
  std::uint32_t before = 0;  // waves of the fold before; 0: there is none
  for (const std::uint32_t columns : waves) {
    for (const FoldCost& fold : folds) {
      const std::uint64_t load = held + fold.loads;
      if (before == 0) {
        fill = fold.loads;
      } else {
        waits += sizes.overlap ? std::max<std::uint64_t>(before, load) - before : load;
      }
      before = columns;
      streamed += columns;
      products += fold.nonzeros * columns;
      slots += fold.slots * columns;
    }
  }
  Cost cost;
  if (before != 0) {
    fill += static_cast<std::uint64_t>(spec.engine().latency(spec));
    cycles = streamed + waits + fill;
  }
  cost.cycles = cycles;
  const std::uint64_t ideal = products / multipliers;
  const std::uint64_t placed = std::max(ideal, slots / multipliers);
  cost.by_cause = {{"ideal_waves", ideal},
                   {"pattern_zeros", placed - ideal},
                   {"unfilled_array", streamed - placed},
                   {"load_bound", waits},
                   {"fill", fill}};
  return cost;
}

}  // namespace denim::engines::nm_array
