// The selection network of the sorter, as data.
#include <algorithm>
#include <numeric>
#include <utility>

#include "gen/blocks/tasd.hpp"

namespace denim::blocks {

std::vector<std::vector<Comparator>> selection_network(int m, int n) {
  std::vector<std::vector<Comparator>> levels;
  // The wire on which a place of the sort is. What n of a sorted run are before is none of the n
  // greatest, so that its place is empty from there on, as if the least were there.
  constexpr int none = -1;
  std::vector<int> wires(static_cast<std::size_t>(m));
  std::iota(wires.begin(), wires.end(), 0);
  // Sorts ever longer runs by merging two of `run` places; those beyond m would be empty.
  for (int run = 1; run < m; run *= 2) {
    for (int apart = run; apart >= 1; apart /= 2) {
      std::vector<Comparator>& level = levels.emplace_back();
      for (int begin = apart == run ? 0 : apart; begin + apart < m; begin += 2 * apart) {
        for (int first = begin; first < begin + apart && first + apart < m; ++first) {
          // Both places in one pair of runs.
          if (first / (2 * run) != (first + apart) / (2 * run)) continue;
          int& greater = wires[static_cast<std::size_t>(first)];
          int& lesser = wires[static_cast<std::size_t>(first + apart)];
          if (greater == none) {
            std::swap(greater, lesser);
          } else if (lesser != none) {
            level.push_back({greater, lesser});
          }
        }
      }
    }
    for (int place = 0; place < m; ++place)
      if (place % (2 * run) >= n) wires[static_cast<std::size_t>(place)] = none;
  }
  // From the end, what the first n wires need.
  std::vector<bool> needed(static_cast<std::size_t>(m), false);
  std::fill_n(needed.begin(), n, true);
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    std::vector<Comparator> kept;
    for (Comparator comparator : *level) {
      const auto first = static_cast<std::size_t>(comparator.first);
      const auto second = static_cast<std::size_t>(comparator.second);
      comparator.greater_used = needed[first];
      comparator.lesser_used = needed[second];
      if (!needed[first] && !needed[second]) continue;
      needed[first] = needed[second] = true;
      kept.push_back(comparator);
    }
    *level = std::move(kept);
  }
  std::erase_if(levels, [](const auto& level) { return level.empty(); });
  return levels;
}

}  // namespace denim::blocks
