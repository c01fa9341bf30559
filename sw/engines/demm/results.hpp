// The exact cycle model of `demm` where results may leave more slowly than they come, for a tail or
// in parts: events in place of the formulas of `model`.
//
// All but the b stream moves by the pipeline's enable. An a beat that is taken in tick x gives its
// result in tick x + latency − 1 (sw/engines/pipeline_clock.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sw/engines/demm/model.hpp"
#include "sw/engines/stage_chain.hpp"

namespace denim::engines::demm {

// The cycles of all tiles (see cost()), of which those with results are in `results`: the number of
// the a beat that gives each result, counted over one column tile, rising. `timing.latency` ends in
// front of what is behind the pipeline: the tail's stages, and the port.
std::uint64_t cycles_of_results(std::span<const TileCost> tiles, std::size_t column_tiles,
                                const Timing& timing, std::span<const std::uint64_t> results,
                                StageChain behind);

}  // namespace denim::engines::demm
