// The cycles of a pipeline that stands still while a result cannot leave it, exactly.
//
// A tick is a cycle in which the pipeline moves. A result that comes in some tick waits there until
// the result before it has been taken by what is behind: the stages of a chain, and the port.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "sw/engines/stage_chain.hpp"

namespace denim::engines {

class PipelineClock {
 public:
  explicit PipelineClock(StageChain behind) : behind_(std::move(behind)) {}

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
  // The cycle in which the last result has left.
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
    const StageChain::Passage passage = behind_.pass(cycle + 1);
    free_ = passage.taken;
    left_ = passage.left;
  }

  struct Wait {
    std::uint64_t tick;   // that came late
    std::uint64_t delay;  // from then on
  };

  StageChain behind_;
  std::deque<std::uint64_t> results_;  // ticks
  std::vector<Wait> waits_;
  std::uint64_t delay_ = 0;  // cycles in which the pipeline waited
  std::uint64_t free_ = 0;   // from when on a result finds room
  std::uint64_t left_ = 0;
};

}  // namespace denim::engines
