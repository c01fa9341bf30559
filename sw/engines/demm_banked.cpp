#include "sw/engines/demm_banked.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace denim::engines::demm {

void deal_columns(const Sizes& sizes, const Tile& tile, std::vector<std::uint16_t>& physical) {
  std::vector<std::uint32_t> counts(sizes.m);
  for (const Lane& lane : tile.lanes) ++counts[lane.index];
  std::vector<std::uint32_t> order(tile.needed.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](std::uint32_t i) {
    return counts[tile.needed[i]];
  });
  std::vector<std::uint64_t> load(sizes.n);
  std::vector<std::uint32_t> used(sizes.n);
  physical.resize(order.size());
  for (const std::uint32_t i : order) {
    std::uint32_t best = none;
    for (std::uint32_t b = 0; b < sizes.n; ++b) {
      if (used[b] < sizes.m / sizes.n && (best == none || load[b] < load[best])) best = b;
    }
    load[best] += counts[tile.needed[i]];
    physical[i] = static_cast<std::uint16_t>(used[best]++ * sizes.n + best);
  }
}

void move_to_physical(Tile& tile, std::span<const std::uint16_t> physical) {
  std::array<std::uint16_t, 1024> of_column;
  for (std::size_t i = 0; i < physical.size(); ++i) of_column[tile.needed[i]] = physical[i];
  for (Lane& lane : tile.lanes) lane.index = of_column[lane.index];
}

BankedPacker::BankedPacker(const Sizes& sizes) : sizes_(sizes) {}

void BankedPacker::start(const Tile& tile) {
  tile_ = &tile;
  const std::size_t stride = sizes_.n + 1;
  rows_.assign(tile.rows.size(), {});
  offsets_.assign(tile.rows.size() * stride, 0);
  taken_.assign(tile.rows.size() * stride, 0);
  lanes_.resize(tile.lanes.size());
  left_ = tile.lanes.size();
  for (std::size_t r = 0; r < tile.rows.size(); ++r) {
    const TileRow& row = tile.rows[r];
    std::uint32_t* offset = offsets_.data() + r * stride;
    rows_[r].left = row.count;
    for (std::uint32_t i = 0; i < row.count; ++i) {
      const std::uint32_t bank = tile.lanes[row.begin + i].index % sizes_.n;
      ++offset[bank + 1];
      rows_[r].banks |= std::uint64_t{1} << bank;
    }
    offset[0] = row.begin;
    for (std::uint32_t b = 0; b < sizes_.n; ++b) offset[b + 1] += offset[b];
    for (std::uint32_t i = 0; i < row.count; ++i) {
      const Lane lane = tile.lanes[row.begin + i];
      const std::uint32_t bank = lane.index % sizes_.n;
      lanes_[offset[bank] + taken_[r * stride + bank]++] = lane;
    }
    std::fill_n(taken_.begin() + static_cast<std::ptrdiff_t>(r * stride), stride, 0);
  }
}

bool BankedPacker::next(Beat& beat) {
  if (left_ == 0) return false;
  std::uint64_t free = sizes_.n == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << sizes_.n) - 1;
  std::uint32_t used = 0;
  bool last = false;
  std::array<std::uint32_t, max_segments> chosen;
  std::array<std::uint64_t, max_segments> takes{};
  std::array<bool, max_segments> lasts{};
  chosen.fill(none);
  while (free != 0) {
    std::uint32_t best = none;
    std::uint32_t best_count = 0;
    for (std::uint32_t r = 0; r < rows_.size(); ++r) {
      const Row& row = rows_[r];
      if ((used >> tile_->rows[r].bank & 1) != 0) continue;
      auto count = static_cast<std::uint32_t>(std::popcount(row.banks & free));
      if (count > 0 && count == row.left && last && tile_->rows[r].completes) --count;
      if (count > best_count) {
        best = r;
        best_count = count;
      }
    }
    if (best == none) break;
    std::uint64_t take = rows_[best].banks & free;
    const std::uint32_t bank = tile_->rows[best].bank;
    if (tile_->rows[best].completes && std::cmp_equal(std::popcount(take), rows_[best].left)) {
      if (last) {
        take &= take - 1;
      } else {
        last = lasts[bank] = true;
      }
    }
    rows_[best].left -= static_cast<std::uint32_t>(std::popcount(take));
    used |= 1U << bank;
    free &= ~take;
    chosen[bank] = best;
    takes[bank] = take;
  }
  const std::size_t stride = sizes_.n + 1;
  std::uint32_t end = 0;
  for (std::uint32_t s = 0; s < sizes_.segments; ++s) {
    const std::uint32_t r = chosen[s];
    for (std::uint64_t take = takes[s]; take != 0; take &= take - 1) {
      const auto b = static_cast<std::uint32_t>(std::countr_zero(take));
      const std::uint32_t* offset = offsets_.data() + r * stride + b;
      std::uint32_t& taken = taken_[r * stride + b];
      beat.lanes[end++] = lanes_[offset[0] + taken++];
      if (offset[0] + taken == offset[1]) rows_[r].banks &= ~(std::uint64_t{1} << b);
    }
    beat.segments[s] = {r, end, lasts[s]};
  }
  left_ -= end;
  return true;
}

}  // namespace denim::engines::demm
