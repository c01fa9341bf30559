#include "sw/engines/pipeline.hpp"

#include <algorithm>

namespace denim::engines {

Pipeline::Move Pipeline::enter(std::uint64_t cycle, bool gives_result) {
  const Move move = move_from(cycle);
  next_ = move.tick + 1;
  if (gives_result) results_.push_back(move.tick + latency_ - 1);
  return move;
}

Pipeline::Move Pipeline::move_from(std::uint64_t cycle) {
  std::uint64_t first = next_;
  const auto tick = [&] { return std::max(first, cycle > delay_ ? cycle - delay_ : 0); };
  while (!results_.empty() && results_.front() <= tick()) {
    first = std::max(first, results_.front());
    give();
  }
  return {tick(), tick() + delay_};
}

std::uint64_t Pipeline::cycle(std::uint64_t tick) {
  while (!results_.empty() && results_.front() <= tick) give();
  const auto later = std::ranges::upper_bound(waits_, tick, {}, &Wait::tick);
  return tick + (later == waits_.begin() ? 0 : (later - 1)->delay);
}

// The pipeline waits while the result before is still there.
void Pipeline::give() {
  const std::uint64_t cycle = std::max(results_.front() + delay_, free_);
  if (cycle != results_.front() + delay_) {
    delay_ = cycle - results_.front();
    waits_.push_back({results_.front(), delay_});
  }
  results_.pop_front();
  free_ = tail_.pass(cycle + 1, [&](std::uint64_t valid) { return output_.take(valid); });
}

}  // namespace denim::engines
