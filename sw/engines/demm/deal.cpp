#include "sw/engines/demm/deal.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

namespace denim::engines::demm {

namespace {

struct Column {
  std::uint32_t count = 0;  // non-zeros
  std::uint32_t place = 0;  // in Tile::needed
};

// A memory bank while columns are dealt: at most m / n of them, the fullest first.
struct Share {
  std::vector<Column> columns;
  std::uint64_t load = 0;
};

// Exchanges two columns so that the fuller bank of two comes as near to their mean as it can.
bool even_out(Share& fuller, Share& emptier) {
  const std::uint64_t apart = fuller.load - emptier.load;
  std::uint64_t nearest = apart;  // what a change leaves between them
  std::size_t from = 0, to = 0;
  for (std::size_t i = 0, j = 0; i < fuller.columns.size() && j < emptier.columns.size();) {
    const std::int64_t moved = std::int64_t{fuller.columns[i].count} - emptier.columns[j].count;
    const auto left =
        static_cast<std::uint64_t>(std::abs(static_cast<std::int64_t>(apart) - 2 * moved));
    if (left < nearest) {
      nearest = left;
      from = i;
      to = j;
    }
    // Both fall: a smaller count from the fuller bank moves less, one from the emptier moves more.
    if (2 * moved > static_cast<std::int64_t>(apart)) {
      ++i;
    } else {
      ++j;
    }
  }
  if (nearest == apart) return false;
  const std::uint64_t moved = fuller.columns[from].count - emptier.columns[to].count;
  std::swap(fuller.columns[from], emptier.columns[to]);
  fuller.load -= moved;
  emptier.load += moved;
  for (Share* share : {&fuller, &emptier}) {
    std::ranges::stable_sort(share->columns, std::greater{}, &Column::count);
  }
  return true;
}

}  // namespace

void deal_columns(const Sizes& sizes, const Tile& tile, std::vector<std::uint16_t>& physical) {
  std::vector<std::uint32_t> counts(sizes.m);
  for (const Lane& lane : tile.lanes) ++counts[lane.index];
  std::vector<Column> columns;
  for (std::uint32_t i = 0; i < tile.needed.size(); ++i) {
    columns.push_back({counts[tile.needed[i]], i});
  }
  std::ranges::stable_sort(columns, std::greater{}, &Column::count);
  std::vector<Share> shares(sizes.n);
  for (const Column& column : columns) {
    Share* least = nullptr;
    for (Share& share : shares) {
      if (share.columns.size() == sizes.m / sizes.n) continue;
      if (least == nullptr || share.load < least->load) least = &share;
    }
    least->columns.push_back(column);
    least->load += column.count;
  }
  // Where a bank has no room for more, loads may end up apart.
  const std::uint64_t even = ceil_div(tile.lanes.size(), sizes.n);
  for (std::uint32_t turn = 0; turn < 8 * sizes.n; ++turn) {
    const auto [least, most] = std::ranges::minmax_element(shares, {}, &Share::load);
    if (most->load <= even || !even_out(*most, *least)) break;
  }
  physical.resize(columns.size());
  for (std::uint32_t b = 0; b < sizes.n; ++b) {
    for (std::uint32_t i = 0; i < shares[b].columns.size(); ++i) {
      physical[shares[b].columns[i].place] = static_cast<std::uint16_t>(i * sizes.n + b);
    }
  }
}

void move_to_physical(Tile& tile, std::span<const std::uint16_t> physical) {
  std::array<std::uint16_t, 1024> of_column;
  for (std::size_t i = 0; i < physical.size(); ++i) of_column[tile.needed[i]] = physical[i];
  for (Lane& lane : tile.lanes) lane.index = of_column[lane.index];
}

}  // namespace denim::engines::demm
