// The exact cycle model of `demm`: from the tiles of a schedule to cycles and where they go.
//
// Without stalls from outside, tile i of the program (all column tiles, one after the other) takes
// its L b beats and A a beats in the cycles
//
//   b: from max(end of b of tile i-1, end of a of tile i-copies + hold) + 1, one a cycle
//   a: from max(end of a of tile i-1, end of b of tile i) + 1, one a cycle
//
// and the last result leaves `latency` cycles after the a beat that completes its row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// One visit of a k-block by a row group, as the model sees it. Beats are counted.
struct TileCost {
  std::uint32_t loads = 0;       // b beats, at least 1
  std::uint32_t beats = 0;       // a beats, at least 1
  std::uint32_t ideal = 0;       // ⌈non-zeros/n⌉
  std::uint32_t multi_port = 0;  // a beats if the memory had n free read ports; at most `beats`
  std::uint32_t completed = 0;   // rows that leave and could share their beat; else 0
};

struct Timing {
  std::size_t copies = 1;  // of the tile
  std::uint64_t hold = 0;  // cycles between the release of a copy and its first new row
  std::uint64_t latency = 0;
};

// `tiles` are those of one column tile and repeat `column_tiles` times. In the last one nothing
// counts behind the last a beat that gives a result: `counted` tiles, of the last of which
// `last_beats` a beats. Time is in proportion to tiles · column_tiles. Cost::beats is left at 0.
Cost cost(std::span<const TileCost> tiles, std::size_t column_tiles, const Timing& timing,
          std::size_t counted, std::uint32_t last_beats);

}  // namespace denim::engines::demm
