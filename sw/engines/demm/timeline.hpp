// When the beats of `demm` pass, one by one: for what the formulas of model.hpp leave out, a tail
// that is slower than the results come and streams that move so many bits a cycle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/model.hpp"
#include "sw/engines/pipeline.hpp"
#include "sw/engines/streams.hpp"

namespace denim::engines::demm {

// The beats of all tiles of all column tiles (see cost()). Those of `a` with results are in
// `results`: their numbers, counted over one column tile, rising. All but the b stream moves by the
// pipeline.
void play(std::span<const TileCost> tiles, std::size_t column_tiles, const Timing& timing,
          std::span<const std::uint64_t> results, Pipeline& pipeline, Streams::Input& a,
          Streams::Input& b);

}  // namespace denim::engines::demm
