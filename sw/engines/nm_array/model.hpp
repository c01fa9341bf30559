// The exact cycle model of `nm_array`: from the folds of a schedule to cycles and where they go.
//
// Without stalls from outside, the first wave of fold f+1 enters
//
//   overlap      max(waves, hold + loads of f+1) cycles
//   without it   waves + hold + loads of f+1 cycles
//
// after that of fold f, and the first one of all enters when it has been loaded. The last result
// leaves `latency` cycles after the last wave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/engines/nm_array/folds.hpp"

namespace denim::engines::nm_array {

// A fold as the model sees it.
struct FoldCost {
  std::uint32_t loads = 0;     // a beats
  std::uint64_t nonzeros = 0;  // multiplications that a wave is sent for
  std::uint64_t slots = 0;     // multipliers with a place in a block of a row of A, zero or not
  bool completes = false;      // the waves complete sums, which leave
};

// When rows of PEs may be loaded again: cycles from the first wave of a fold to the first a beat of
// the next one with overlap, and between its last wave and that beat without.
std::uint64_t hold(const spec::Spec& spec, const Sizes& sizes);

// `folds` are those of all rows of A, and are repeated for each column tile; `waves` are the
// columns of each tile. Cost::beats and the like are left at 0.
Cost cost(const spec::Spec& spec, const Sizes& sizes, std::span<const FoldCost> folds,
          std::span<const std::uint32_t> waves);

// The beats of the same folds, one by one.
void play(const spec::Spec& spec, const Sizes& sizes, std::span<const FoldCost> folds,
          std::span<const std::uint32_t> waves, Streams& streams);

}  // namespace denim::engines::nm_array
