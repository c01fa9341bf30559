// When beats pass a chain of stages (rtl/common/denim_stage), exactly.
//
// A beat that enters stage s in some cycle, of which C(s) is the number of cycles, is offered to
// the next one from C(s) cycles later on; it enters that as soon as the beat before has gone on
// from there, at the earliest in the same cycle. Behind the last stage is the port of the results.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sw/engines/result_port.hpp"

namespace denim::engines {

class StageChain {
 public:
  explicit StageChain(std::vector<int> cycles, ResultPort port = {})
      : cycles_(std::move(cycles)), port_(port), entered_(cycles_.size() + 1, 0) {}

  struct Passage {
    std::uint64_t taken = 0;  // cycle in which the beat enters the first stage
    std::uint64_t left = 0;   // and in which it has passed the port
  };
  // The next beat, which is offered from that cycle on.
  Passage pass(std::uint64_t offered) {
    // Each stage is looked at before the one behind it has changed to this beat.
    std::uint64_t enters = std::max(offered, free(0));
    const std::uint64_t taken = enters;
    for (std::size_t s = 0; s < cycles_.size(); ++s) {
      entered_[s] = enters;
      enters = std::max(enters + static_cast<std::uint64_t>(cycles_[s]), free(s + 1));
    }
    entered_.back() = enters;
    return {taken, port_.take(enters)};
  }

 private:
  // When the beat before has gone on from a stage, or from in front of the port.
  std::uint64_t free(std::size_t stage) const {
    return stage < cycles_.size() ? entered_[stage + 1] : port_.room();
  }

  std::vector<int> cycles_;
  ResultPort port_;
  std::vector<std::uint64_t> entered_;  // by the last beat: each stage, and what is behind them
};

}  // namespace denim::engines
