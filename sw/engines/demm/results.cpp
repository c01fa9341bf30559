#include "sw/engines/demm/results.hpp"

#include <algorithm>
#include <array>

#include "sw/engines/pipeline_clock.hpp"

namespace denim::engines::demm {

std::uint64_t cycles_of_results(std::span<const TileCost> tiles, std::size_t column_tiles,
                                const Timing& timing, std::span<const std::uint64_t> results,
                                StageChain behind) {
  if (results.empty()) return 0;
  PipelineClock clock(std::move(behind));
  std::uint64_t loaded = 0;  // cycles before which all b beats so far have been taken
  std::uint64_t next = 0;    // tick from which on the next a beat may be taken
  // The tick after that in which the last a beat of each of the last tiles was taken; the first one
  // is that of the tile before.
  std::array<std::uint64_t, 2> after{};
  for (std::size_t column_tile = 0; column_tile < column_tiles; ++column_tile) {
    std::size_t result = 0;
    std::uint64_t begin = 0;  // a beats of this column tile before this tile
    for (const TileCost& tile : tiles) {
      const std::uint64_t released = after[timing.copies - 1];
      if (released != 0) loaded = std::max(loaded, clock.cycle(released) + timing.hold);
      loaded += tile.loads;
      const std::uint64_t first = clock.tick(next, loaded);
      for (; result < results.size() && results[result] < begin + tile.beats; ++result) {
        clock.expect(first + (results[result] - begin) + timing.latency - 1);
      }
      next = first + tile.beats;
      after[1] = after[0];
      after[0] = next;
      begin += tile.beats;
    }
  }
  return clock.end() + 1;
}

}  // namespace denim::engines::demm
