#include "sw/engines/demm/tail.hpp"

#include <algorithm>
#include <array>
#include <deque>

#include "sw/engines/stage_chain.hpp"

namespace denim::engines::demm {

namespace {

// In which cycle each tick is.
class Clock {
 public:
  explicit Clock(const std::vector<int>& stages) : tail_(stages) {}

  // A result comes in that tick, which is not before those that were told.
  void expect(std::uint64_t tick) { results_.push_back(tick); }

  // The cycle of a tick, all results up to which are known. Others may have been told and given
  // since.
  std::uint64_t cycle(std::uint64_t tick) {
    while (!results_.empty() && results_.front() <= tick) give();
    const auto last = std::find_if(waits_.rbegin(), waits_.rend(),
                                   [&](const Wait& wait) { return wait.tick <= tick; });
    return tick + (last == waits_.rend() ? 0 : last->delay);
  }
  // The first tick, `first` or later, in `cycle` or later.
  std::uint64_t tick(std::uint64_t first, std::uint64_t cycle) {
    const auto found = [&] { return std::max(first, cycle > delay_ ? cycle - delay_ : 0); };
    while (!results_.empty() && results_.front() <= found()) {
      first = std::max(first, results_.front());
      give();
    }
    return found();
  }
  // The cycle in which the last result leaves the tail.
  std::uint64_t end() {
    while (!results_.empty()) give();
    return left_;
  }

 private:
  // The pipeline waits while the result before is still there.
  void give() {
    const std::uint64_t cycle = std::max(results_.front() + delay_, free_);
    if (cycle != results_.front() + delay_) {
      delay_ = cycle - results_.front();
      waits_.push_back({results_.front(), delay_});
    }
    results_.pop_front();
    const StageChain::Passage passage = tail_.pass(cycle + 1);
    free_ = passage.taken;
    left_ = passage.left;
  }

  struct Wait {
    std::uint64_t tick;   // that came late
    std::uint64_t delay;  // from then on
  };

  StageChain tail_;
  std::deque<std::uint64_t> results_;  // ticks
  std::vector<Wait> waits_;
  std::uint64_t delay_ = 0;  // cycles in which the pipeline waited
  std::uint64_t free_ = 0;   // from when on a result finds room
  std::uint64_t left_ = 0;
};

}  // namespace

std::uint64_t cycles_with_tail(std::span<const TileCost> tiles, std::size_t column_tiles,
                               const Timing& timing, std::span<const std::uint64_t> results,
                               const std::vector<int>& stages) {
  if (results.empty()) return 0;
  Clock clock(stages);
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
