// The exact cycle model of `demm` with a tail, which may be slower than the results come: events in
// place of the formulas of demm_model.
//
// All but the b stream moves by the pipeline's enable. A tick is a cycle in which it moves. An a
// beat that is taken in tick x gives its result in tick x + latency − 1, which waits until the
// result before it has been taken by the tail's first stage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/model.hpp"

namespace denim::engines::demm {

// The cycles of all tiles (see cost()), of which those with results are in `results`: the number of
// the a beat that gives each result, counted over one column tile, rising. `timing.latency` ends in
// front of the tail, whose stages are `stages`.
std::uint64_t cycles_with_tail(std::span<const TileCost> tiles, std::size_t column_tiles,
                               const Timing& timing, std::span<const std::uint64_t> results,
                               const std::vector<int>& stages);

}  // namespace denim::engines::demm
