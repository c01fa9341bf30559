#include "sw/engines/nm_array/model.hpp"

#include <algorithm>
#include <optional>

#include "sw/engines/pipeline.hpp"

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

void play(const spec::Spec& spec, const Sizes& sizes, std::span<const FoldCost> folds,
          std::span<const std::uint32_t> waves, Streams& streams) {
  Streams::Input &a = streams.input("a"), &b = streams.input("b");
  Pipeline pipeline(spec.engine().latency(spec), {}, streams.output("c"));
  // Row 0 is held until the wave that it waits for has moved on so often, and with overlap each
  // row of a systolic array one move longer than the row before.
  const std::uint64_t held = hold(spec, sizes) - (sizes.overlap ? 1 : 0);
  const std::uint64_t held_apart = sizes.overlap && sizes.systolic ? 1 : 0;
  std::optional<Pipeline::Move> awaited;  // that wave
  for (const std::uint32_t columns : waves) {
    for (const FoldCost& fold : folds) {
      std::uint64_t loaded = awaited ? awaited->cycle + 1 : 0;
      for (std::uint32_t row = 0; row < fold.loads; ++row) {
        std::uint64_t cycle = std::max(loaded, a.offered());
        if (awaited) {
          const std::uint64_t leaves = awaited->tick + held + held_apart * row;
          cycle = std::max(cycle, pipeline.cycle(leaves) + 1);
        }
        if (!sizes.overlap) cycle = pipeline.move_from(cycle).cycle;
        a.take(cycle);
        loaded = cycle + 1;
      }
      for (std::uint32_t wave = 0; wave < columns; ++wave) {
        const Pipeline::Move move = pipeline.enter(std::max(loaded, b.offered()), fold.completes);
        b.take(move.cycle);
        if (wave == (sizes.overlap ? 0 : columns - 1)) awaited = move;
      }
    }
  }
  pipeline.finish();
}

}  // namespace denim::engines::nm_array
