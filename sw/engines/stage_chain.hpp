// When beats pass a chain of stages (rtl/common/denim_stage), exactly.
//
// A beat that enters stage s in some cycle, of which C(s) is the number of cycles, is offered to
// the next one from C(s) cycles later on; it enters that as soon as the beat before has gone on
// from there, at the earliest in the same cycle.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace denim::engines {

class StageChain {
 public:
  explicit StageChain(std::vector<int> cycles)
      : cycles_(std::move(cycles)), entered_(cycles_.size() + 1, 0) {}

  // The next beat, which is offered from that cycle on. Returns the cycle in which it enters the
  // first stage; `leave(valid)` tells when it leaves, of a beat that is valid behind the last one
  // from some cycle on.
  template <class Leave>
  std::uint64_t pass(std::uint64_t offered, Leave&& leave) {
    if (cycles_.empty()) return leave(offered);
    // Each stage is looked at before the one behind it has changed to this beat.
    std::uint64_t enters = std::max(offered, entered_[1]);
    const std::uint64_t taken = enters;
    for (std::size_t s = 0; s < cycles_.size(); ++s) {
      entered_[s] = enters;
      enters += static_cast<std::uint64_t>(cycles_[s]);
      if (s + 2 < entered_.size()) enters = std::max(enters, entered_[s + 2]);
    }
    entered_.back() = leave(enters);
    return taken;
  }

 private:
  std::vector<int> cycles_;
  std::vector<std::uint64_t> entered_;  // by the last beat: each stage, and what is behind them
};

}  // namespace denim::engines
