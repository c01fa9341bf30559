#include "sw/engines/demm/order.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace denim::engines::demm {

namespace {

using Indices = std::vector<std::uint32_t>;

// Sets of places that grow together.
class Sets {
 public:
  explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  std::uint32_t find(std::uint32_t place) {
    while (parent_[place] != place) place = parent_[place] = parent_[parent_[place]];
    return place;
  }
  bool join(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    parent_[a] = b;
    return a != b;
  }

 private:
  Indices parent_;
};

// The successor of each visit in the best round. Visits in order of their beats are followed by
// visits in order of their loads; this costs least, but may be several rounds, which are joined by
// exchanging the successors of neighbours where that costs least.
Indices best_round(std::span<const Visit> visits) {
  const auto count = static_cast<std::uint32_t>(visits.size());
  Indices by_beats(count);
  std::iota(by_beats.begin(), by_beats.end(), 0);
  Indices by_loads = by_beats;
  std::ranges::stable_sort(by_beats, {}, [&](std::uint32_t i) { return visits[i].beats; });
  std::ranges::stable_sort(by_loads, {}, [&](std::uint32_t i) { return visits[i].loads; });
  const auto beats = [&](std::uint32_t place) { return visits[by_beats[place]].beats; };
  const auto loads = [&](std::uint32_t place) { return visits[by_loads[place]].loads; };

  Sets rounds(count);
  for (std::uint32_t place = 0; place < count; ++place)
    rounds.join(by_beats[place], by_loads[place]);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> exchanges;  // cost, place
  for (std::uint32_t place = 0; place + 1 < count; ++place) {
    const std::uint32_t low = std::max(beats(place), loads(place));
    const std::uint32_t high = std::min(beats(place + 1), loads(place + 1));
    exchanges.emplace_back(high > low ? high - low : 0, place);
  }
  std::ranges::sort(exchanges);
  // Exchanges between places where loads exceed beats are made from the top down, the others from
  // the bottom up; in this order they do not disturb one another's cost.
  Indices down, up;
  for (const auto& [cost, place] : exchanges) {
    if (!rounds.join(by_beats[place], by_beats[place + 1])) continue;
    (beats(place) <= loads(place) ? down : up).push_back(place);
  }
  std::ranges::sort(down, std::greater{});
  std::ranges::sort(up);
  for (const Indices* places : {&down, &up}) {
    for (const std::uint32_t place : *places) std::swap(by_loads[place], by_loads[place + 1]);
  }
  Indices successor(count);
  for (std::uint32_t place = 0; place < count; ++place)
    successor[by_beats[place]] = by_loads[place];
  return successor;
}

}  // namespace

std::vector<std::uint32_t> order_overlapping(std::span<const Visit> visits, std::uint64_t rounds) {
  if (visits.empty()) return {};
  const Indices successor = best_round(visits);
  std::uint32_t first = 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t round = 0;
  for (std::uint32_t i = 0; i < visits.size(); ++i) {
    round += std::max(visits[i].beats, visits[successor[i]].loads);
  }
  for (std::uint32_t last = 0; last < visits.size(); ++last) {
    const std::uint64_t loads = visits[successor[last]].loads;
    const std::uint64_t beats = std::max(visits[last].beats, visits[last].rows);
    const std::uint64_t others = round - std::max<std::uint64_t>(visits[last].beats, loads);
    const std::uint64_t cycles =
        loads + rounds * others + (rounds - 1) * std::max(beats, loads) + beats;
    if (cycles >= least) continue;
    least = cycles;
    first = successor[last];
  }
  Indices order{first};
  while (order.size() < visits.size()) order.push_back(successor[order.back()]);
  return order;
}

std::vector<std::uint32_t> order_in_turns(std::span<const Visit> visits) {
  Indices order(visits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto late = [&](std::uint32_t i) {
    return visits[i].rows > visits[i].beats ? visits[i].rows - visits[i].beats : 0;
  };
  const auto last = std::ranges::min_element(order.rbegin(), order.rend(), {}, late);
  if (last != order.rend()) std::rotate(last.base() - 1, last.base(), order.end());
  return order;
}

}  // namespace denim::engines::demm
