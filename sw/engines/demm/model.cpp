#include "sw/engines/demm/model.hpp"

#include <algorithm>
#include <array>

namespace denim::engines::demm {

namespace {

// When the beats of each tile are taken. Cycles are counted from 1, so that 0 is before the first.
class Timeline {
 public:
  explicit Timeline(const Timing& timing) : timing_(timing) {}

  // Returns the cycles in which `a` waits for the tile.
  std::uint64_t add(std::uint64_t loads, std::uint64_t beats) {
    const std::uint64_t freed = released_[timing_.copies - 1];
    b_end_ = std::max(b_end_, freed == 0 ? 0 : freed + timing_.hold) + loads;
    const std::uint64_t waits = b_end_ > released_[0] ? b_end_ - released_[0] : 0;
    const std::uint64_t a_end = released_[0] + waits + beats;
    released_[1] = released_[0];
    released_[0] = a_end;
    return waits;
  }
  std::uint64_t end() const { return released_[0]; }

 private:
  Timing timing_;
  std::uint64_t b_end_ = 0;                  // last cycle of b so far
  std::array<std::uint64_t, 2> released_{};  // last cycle of a of the last tile, the one before
};

}  // namespace

Cost cost(std::span<const TileCost> tiles, std::size_t column_tiles, const Timing& timing,
          std::size_t counted, std::uint32_t last_beats) {
  std::uint64_t ideal = 0, rounding = 0, conflicts = 0, results = 0, waits = 0, fill = 0;
  Timeline timeline(timing);
  const auto add = [&](const TileCost& tile, std::uint32_t beats) {
    waits += timeline.add(tile.loads, beats);
    const std::uint32_t multi_port = std::min(tile.multi_port, beats);
    const std::uint32_t surplus = multi_port - std::min(tile.ideal, multi_port);
    const std::uint32_t late = tile.completed > tile.ideal ? tile.completed - tile.ideal : 0;
    ideal += multi_port - surplus;
    results += std::min(late, surplus);
    rounding += surplus - std::min(late, surplus);
    conflicts += beats - multi_port;
  };
  if (counted != 0) {
    for (std::size_t column_tile = 0; column_tile + 1 < column_tiles; ++column_tile) {
      for (const TileCost& tile : tiles) add(tile, tile.beats);
    }
    for (std::size_t i = 0; i + 1 < counted; ++i) add(tiles[i], tiles[i].beats);
    add(tiles[counted - 1], last_beats);
    waits -= tiles.front().loads;
    fill = tiles.front().loads + timing.latency;
  }
  Cost cost;
  cost.cycles = counted == 0 ? 0 : timeline.end() + timing.latency;
  cost.by_cause = {{"ideal_beats", ideal},        {"pass_rounding", rounding},
                   {"bank_conflicts", conflicts}, {"result_bound", results},
                   {"load_bound", waits},         {"fill", fill}};
  return cost;
}

}  // namespace denim::engines::demm
