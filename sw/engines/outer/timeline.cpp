#include "sw/engines/outer/timeline.hpp"

#include <algorithm>

namespace denim::engines::outer {

namespace {

// From the last step of a tile to the cycle in which it may be handed over.
constexpr std::uint64_t hand_over_delay = 3;

}  // namespace

Timeline::Timeline(const Sizes& sizes, bool results_wait)
    : sizes_(sizes), results_wait_(results_wait), units_(sizes.units()) {}

void Timeline::add(std::span<const std::uint64_t> cycles, bool last) {
  std::uint64_t taken = next_taken_;
  for (const Unit& unit : units_) {
    if (unit.ends.size() == sizes_.queue) taken = std::max(taken, unit.ends.front() + 1);
  }
  next_taken_ = taken + 1;
  for (std::size_t u = 0; u < units_.size(); ++u) {
    Unit& unit = units_[u];
    if (cycles[u] == 0 && !last) continue;
    const std::uint64_t end =
        work(unit, std::max(taken + 1, unit.next), std::max<std::uint64_t>(cycles[u], 1));
    unit.next = end + 1;
    if (unit.ends.size() == sizes_.queue) unit.ends.pop_front();
    unit.ends.push_back(end);
    if (last) hand_over(unit);
  }
}

// The cycle of the last of so many steps.
std::uint64_t Timeline::work(Unit& unit, std::uint64_t begin, std::uint64_t cycles) {
  while (!unit.pauses.empty() && unit.pauses.front().end <= begin) unit.pauses.pop_front();
  std::uint64_t end = begin + cycles - 1;
  for (const Pause& pause : unit.pauses) {
    if (pause.begin > end) break;
    end += pause.end - std::max(pause.begin, begin);
  }
  return end;
}

void Timeline::hand_over(Unit& unit) {
  const std::uint64_t last_step = unit.next - 1;
  std::uint64_t at = last_step + hand_over_delay;
  for (const Pause& pause : unit.pauses) {
    if (pause.begin > last_step && pause.begin <= at) at += pause.end - pause.begin;
  }
  const std::uint64_t handed = unit.any_left ? std::max(at, unit.left + 1) : at;
  if (handed > at) unit.pauses.push_back({at, handed});
  if (!results_wait_) {
    unit.left = handed;
    next_row_ = std::max(next_row_, handed);
    return;
  }
  next_row_ = std::max(next_row_, handed + 1) + sizes_.tile;
  unit.left = next_row_ - 1;
  unit.any_left = true;
}

std::uint64_t Timeline::cycles() const { return next_row_ == 0 ? 0 : next_row_ + 1; }

}  // namespace denim::engines::outer
