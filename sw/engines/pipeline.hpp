// When beats pass a pipeline that one enable moves, exactly. It stands still while a result reaches
// its end and the one before has not been taken (rtl/common/denim_output_stage). A tick is a cycle
// in which it moves; ticks count from 0 and go on where no beat enters.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sw/engines/stage_chain.hpp"
#include "sw/engines/streams.hpp"

namespace denim::engines {

class Pipeline {
 public:
  // A beat that enters in tick x gives its result in tick x + latency − 1: it is then offered to
  // the stages of a tail, and behind them to `results`. `latency` is at least 2.
  Pipeline(int latency, const std::vector<int>& tail, Streams::Output& results)
      : latency_(static_cast<std::uint64_t>(latency)), tail_(tail), output_(results) {}

  struct Move {
    std::uint64_t tick = 0;
    std::uint64_t cycle = 0;
  };
  // A beat that is there from that cycle on enters behind those before.
  Move enter(std::uint64_t cycle, bool gives_result);
  // The first move, in that cycle or later, in which the next beat could enter.
  Move move_from(std::uint64_t cycle);
  // When a tick is, all beats that enter before it having entered.
  std::uint64_t cycle(std::uint64_t tick);
  // All results leave; no beat enters any more.
  void finish() {
    while (!results_.empty()) give();
  }

 private:
  void give();

  struct Wait {
    std::uint64_t tick;   // that came late
    std::uint64_t delay;  // from then on
  };

  std::uint64_t latency_;
  StageChain tail_;
  Streams::Output& output_;
  std::deque<std::uint64_t> results_;  // ticks in which they come
  std::vector<Wait> waits_;
  std::uint64_t next_ = 0;   // tick from which on the next beat may enter
  std::uint64_t delay_ = 0;  // cycles in which the pipeline waited
  std::uint64_t free_ = 0;   // from when on a result finds room
};

}  // namespace denim::engines
