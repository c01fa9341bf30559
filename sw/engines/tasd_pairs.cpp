#include "sw/engines/tasd_pairs.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sw/tasd/decompose.hpp"

namespace denim::engines {

tasd::Series series_of(std::span<const spec::Pattern> terms) {
  tasd::Series series;
  for (const spec::Pattern& term : terms) {
    series.terms.push_back({static_cast<int>(term.n), static_cast<int>(term.m)});
  }
  return series;
}

void take_pairs(std::span<std::int32_t> beat, std::span<const spec::Pattern> terms,
                std::vector<Pair>& pairs) {
  std::array<std::int32_t, tasd::kMaxM> kept;
  const auto magnitude = [](const Pair& pair) { return std::abs(std::int64_t{pair.value}); };
  for (const spec::Pattern& term : terms) {
    const auto n = static_cast<std::size_t>(term.n);
    const auto m = static_cast<std::size_t>(term.m);
    for (std::size_t begin = 0; begin < beat.size(); begin += m) {
      const std::span<std::int32_t> view(kept.data(), m);
      tasd::split_block(beat.subspan(begin, m), view, static_cast<int>(term.n));
      const auto first = static_cast<std::ptrdiff_t>(pairs.size());
      for (std::uint32_t i = 0; i < m; ++i) {
        if (view[i] != 0) pairs.push_back({view[i], i});
      }
      // Stable: of equal magnitudes the lower index stays in front.
      std::ranges::stable_sort(pairs.begin() + first, pairs.end(), std::greater<>(), magnitude);
      pairs.resize(static_cast<std::size_t>(first) + n);
    }
  }
}

}  // namespace denim::engines
