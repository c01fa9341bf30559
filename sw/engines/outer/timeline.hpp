// The cycles of `outer`, exact without stalls from outside. A unit takes
//
//   rounds of A · rounds of B cycles, at least 1,
//
// for a step of k that it has something to do in; without conflicts ⌈a/p⌉ · ⌈b/q⌉ for a values of A
// and b of B. A step of k is taken by all units in one cycle, when each has room in its queue. The
// products of a step are added two cycles behind it. A complete tile is handed over in the cycle
// behind, and later where rows of the tile before still leave: until then products wait in the two
// registers of the pipeline. Tiles leave a row a cycle, unit by unit.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "sw/engines/outer/steps.hpp"
#include "sw/engines/streams.hpp"

namespace denim::engines::outer {

class Timeline {
 public:
  // Rows of complete tiles leave by `results`; none: in no time, what the steps alone cost.
  Timeline(const Sizes& sizes, Streams::Input& a, Streams::Input& b, Streams::Output* results);

  // A step of k, with the cycles that each unit takes for it; 0: it has nothing to do.
  void add(std::span<const std::uint64_t> cycles, bool last);

  std::uint64_t cycles() const;  // until the last row could be taken

 private:
  struct Unit {
    std::uint64_t next = 0;           // cycle in which it may choose a step, at the earliest
    std::uint64_t added[2] = {0, 0};  // cycles in which the products of the last two were added
    std::uint64_t may_add = 0;        // cycle in which others may be
    std::deque<std::uint64_t> ends;   // of the steps of k that may still be in the queue
    std::uint64_t may_hand_over = 0;  // cycle in which the tile before has left
  };

  static std::uint64_t work(Unit& unit, std::uint64_t begin, std::uint64_t cycles);
  void hand_over(Unit& unit);

  const Sizes& sizes_;
  Streams::Input &a_, &b_;
  Streams::Output* results_;
  std::vector<Unit> units_;
  std::uint64_t next_row_ = 0;  // cycle in which a row may go into the output registers
};

}  // namespace denim::engines::outer
