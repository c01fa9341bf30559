#include "sw/engines/nm_array/model.hpp"

#include <algorithm>

#include "sw/engines/pipeline_clock.hpp"

namespace denim::engines::nm_array {

std::uint64_t hold(const spec::Spec& spec, const Sizes& sizes) {
  const auto select = static_cast<std::uint64_t>(spec.engine().stage(spec, "select"));
  if (!sizes.systolic) return sizes.overlap ? select + 1 : select;
  // The first wave has to leave the last PE of a row; the last one the whole array.
  return sizes.overlap ? select + sizes.pe_cols : select + sizes.pe_cols + sizes.pe_rows - 2;
}

namespace {

// When the rows of the next fold can be loaded, from its first to its last, and when its first wave
// enters. With overlap `a` moves in every cycle, without it in those in which the waves do.
std::uint64_t cycles_in_parts(const spec::Spec& spec, const Sizes& sizes,
                              std::span<const FoldCost> folds,
                              std::span<const std::uint32_t> waves) {
  const auto latency = static_cast<std::uint64_t>(spec.engine().latency(spec));
  const std::uint64_t held = hold(spec, sizes);
  PipelineClock clock(StageChain({}, ResultPort(spec)));
  std::uint64_t begin = 0;   // tick of the first wave of the fold before
  std::uint32_t before = 0;  // its waves; 0: there is none
  for (const std::uint32_t columns : waves) {
    for (const FoldCost& fold : folds) {
      if (before == 0) {
        begin = fold.loads;
      } else if (sizes.overlap) {
        // The first wave leaves one row after the other where it moves from row to row.
        std::uint64_t loaded = 0;
        for (std::uint32_t row = 0; row < fold.loads; ++row) {
          const std::uint64_t left = begin + held - 1 + (sizes.systolic ? row : 0);
          loaded = std::max(loaded, clock.cycle(left)) + 1;
        }
        begin = clock.tick(begin + before, loaded + 1);
      } else {
        begin += before + held + fold.loads;
      }
      before = columns;
      if (!fold.completes) continue;
      for (std::uint32_t wave = 0; wave < columns; ++wave) clock.expect(begin + wave + latency - 1);
    }
  }
  return clock.end() + 1;
}

}  // namespace

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
  if (spec::cuts_results(spec) && cycles > 0)
    cost.grow("result_bound", cycles_in_parts(spec, sizes, folds, waves));
  return cost;
}

}  // namespace denim::engines::nm_array
