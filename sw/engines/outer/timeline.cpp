#include "sw/engines/outer/timeline.hpp"

#include <algorithm>
#include <utility>

namespace denim::engines::outer {

Timeline::Timeline(const Sizes& sizes, Streams::Input& a, Streams::Input& b,
                   Streams::Output* results)
    : sizes_(sizes), a_(a), b_(b), results_(results), units_(sizes.units()) {}

void Timeline::add(std::span<const std::uint64_t> cycles, bool last) {
  std::uint64_t taken = std::max(a_.offered(), b_.offered());
  for (const Unit& unit : units_) {
    if (unit.ends.size() == sizes_.queue) taken = std::max(taken, unit.ends.front() + 1);
  }
  a_.take(taken);
  b_.take(taken);
  for (std::size_t u = 0; u < units_.size(); ++u) {
    Unit& unit = units_[u];
    if (cycles[u] == 0 && !last) continue;
    // From the first step on words of RAMs are cleared.
    if (unit.next == 0 && sizes_.fold() > 1)
      unit.may_add = taken + 1 + sizes_.fold() * sizes_.fold();
    const std::uint64_t end =
        work(unit, std::max(taken + 1, unit.next), std::max<std::uint64_t>(cycles[u], 1));
    unit.next = end + 1;
    if (unit.ends.size() == sizes_.queue) unit.ends.pop_front();
    unit.ends.push_back(end);
    if (last) hand_over(unit);
  }
}

// The cycle of the last of so many steps. One is chosen in a cycle in which the step before the one
// before is added, at the earliest, for there are two registers between.
std::uint64_t Timeline::work(Unit& unit, std::uint64_t begin, std::uint64_t cycles) {
  std::uint64_t at = begin;
  for (std::uint64_t step = 0; step < cycles; ++step) {
    at = std::max(step == 0 ? at : at + 1, unit.added[0]);
    const std::uint64_t added = std::max({at + 2, unit.added[1] + 1, unit.may_add});
    unit.added[0] = std::exchange(unit.added[1], added);
  }
  return at;
}

void Timeline::hand_over(Unit& unit) {
  const std::uint64_t at = std::max(unit.added[1] + 1, unit.may_hand_over);
  unit.may_add = at;
  next_row_ = std::max(next_row_, at + 1);
  if (results_ == nullptr) return;
  for (std::size_t row = 0; row < sizes_.tile; ++row) {
    unit.may_hand_over = next_row_ + 1;
    next_row_ = results_->take(next_row_ + 1);
  }
}

std::uint64_t Timeline::cycles() const { return next_row_ == 0 ? 0 : next_row_ + 1; }

}  // namespace denim::engines::outer
