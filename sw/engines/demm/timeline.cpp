#include "sw/engines/demm/timeline.hpp"

#include <algorithm>
#include <array>

namespace denim::engines::demm {

void play(std::span<const TileCost> tiles, std::size_t column_tiles, const Timing& timing,
          std::span<const std::uint64_t> results, Pipeline& pipeline, Streams::Input& a,
          Streams::Input& b) {
  std::uint64_t loaded = 0;  // the cycle behind the last b beat
  // From when on the copy of the last tile, and of the one before, may be loaded again.
  std::array<std::uint64_t, 2> freed{};
  for (std::size_t column_tile = 0; column_tile < column_tiles; ++column_tile) {
    std::size_t result = 0;
    std::uint64_t beat = 0;  // of this column tile
    for (const TileCost& tile : tiles) {
      loaded = std::max(loaded, freed[timing.copies - 1]);
      for (std::uint32_t load = 0; load < tile.loads; ++load) {
        const std::uint64_t cycle = std::max(loaded, b.offered());
        b.take(cycle);
        loaded = cycle + 1;
      }
      Pipeline::Move move;
      for (const std::uint64_t end = beat + tile.beats; beat < end; ++beat) {
        const bool gives_result = result < results.size() && results[result] == beat;
        result += gives_result ? 1 : 0;
        move = pipeline.enter(std::max(loaded, a.offered()), gives_result);
        a.take(move.cycle);
      }
      // The beat that releases the tile reads it when the pipeline moves the next time.
      freed[1] = freed[0];
      freed[0] = pipeline.cycle(move.tick + 1) + timing.hold;
    }
  }
  pipeline.finish();
}

}  // namespace denim::engines::demm
