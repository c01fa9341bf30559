#include "gen/spec/tasd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>

namespace denim::spec {

namespace {

// A beat of this many pairs is several thousand wires.
constexpr std::int64_t max_pairs = 256;

}  // namespace

std::int64_t TasdUnit::kept() const {
  return std::min(m, std::accumulate(ns.begin(), ns.end(), std::int64_t{0}));
}

int TasdUnit::sort_stages(std::int64_t levels) const {
  const std::int64_t all = selection_levels(m, kept());
  return static_cast<int>(levels == 0 ? 1 : std::max<std::int64_t>(1, (all + levels - 1) / levels));
}

std::vector<TasdUnit> tasd_units(std::span<const Pattern> terms) {
  std::vector<TasdUnit> units;
  for (const Pattern& term : terms) {
    if (units.empty() || units.back().m != term.m) units.push_back({term.m, {}});
    units.back().ns.push_back(term.n);
  }
  return units;
}

// Batcher's odd-even merge sort has p levels of merges of 1, 2, … p comparators in a row for up to
// 2^p elements. Where only the n largest of each go on, a merge has no more levels than one of two
// runs of n.
int selection_levels(std::int64_t m, std::int64_t n) {
  const int p = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(m) - 1));
  const int longest = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(n) - 1));
  int levels = 0;
  for (int merge = 0; merge < p; ++merge) levels += std::min(merge, longest) + 1;
  return levels;
}

std::vector<int> tasd_stages(std::span<const Pattern> terms, bool serial, std::int64_t levels) {
  std::vector<int> stages;
  for (const TasdUnit& unit : tasd_units(terms)) {
    if (serial) {
      stages.push_back(static_cast<int>(unit.kept()));
    } else {
      stages.insert(stages.end(), static_cast<std::size_t>(unit.sort_stages(levels)) + 1, 1);
    }
  }
  return stages;
}

std::int64_t tasd_pairs(std::span<const Pattern> terms, std::int64_t elements) {
  std::int64_t pairs = 0;
  for (const Pattern& term : terms) pairs += elements / term.m * term.n;
  return pairs;
}

std::int64_t tasd_largest_m(std::span<const Pattern> terms) {
  std::int64_t largest = 0;
  for (const Pattern& term : terms) largest = std::max(largest, term.m);
  return largest;
}

std::string check_tasd_terms(std::string_view key, std::span<const Pattern> terms,
                             std::string_view elements_key, std::int64_t elements) {
  for (const Pattern& term : terms) {
    if (term.m < 2) {
      return fmt::format("{} has {}:{}; a block has at least 2 elements", key, term.n, term.m);
    }
    if (elements % term.m != 0) {
      return fmt::format(
          "{} has {}:{} with {} = {}; blocks lie side by side in a beat, so {} must be a multiple "
          "of "
          "{}",
          key, term.n, term.m, elements_key, elements, elements_key, term.m);
    }
  }
  const std::int64_t pairs = tasd_pairs(terms, elements);
  if (pairs > max_pairs) {
    return fmt::format("{} takes {} pairs of a beat; at most {} are built", key, pairs, max_pairs);
  }
  return {};
}

}  // namespace denim::spec
