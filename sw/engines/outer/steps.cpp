#include "sw/engines/outer/steps.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <numeric>

namespace denim::engines::outer {

Sizes::Sizes(const spec::Spec& spec) {
  const auto number = [&](const char* key) { return static_cast<std::size_t>(spec.number(key)); };
  p = number("p");
  q = number("q");
  tile = number("tile");
  unit_rows = number("unit_rows");
  unit_cols = number("unit_cols");
  queue = number("queue");
  a_slots = number("a_slots");
  b_slots = number("b_slots");
  banks = number("bank_lines");
  collector = number("collector");
}

Lines::Lines(const tensor::Matrix<std::int32_t>& matrix, bool transposed, std::size_t tile)
    : depth_(transposed ? matrix.rows() : matrix.cols()) {
  const std::size_t lines = transposed ? matrix.cols() : matrix.rows();
  tiles_ = (lines + tile - 1) / tile;
  starts_.reserve(depth_ * tiles_ + 1);
  starts_.push_back(0);
  for (std::size_t k = 0; k < depth_; ++k) {
    for (std::size_t line = 0; line < lines; ++line) {
      const std::int32_t value = transposed ? matrix(k, line) : matrix(line, k);
      if (value != 0) values_.push_back({static_cast<std::uint32_t>(line), value});
      if ((line + 1) % tile == 0 || line + 1 == lines) starts_.push_back(values_.size());
    }
  }
}

std::span<const Lines::Value> piece(std::span<const Lines::Value> values, std::size_t number,
                                    std::size_t slots) {
  const std::size_t begin = std::min(values.size(), number * slots);
  return values.subspan(begin, std::min(slots, values.size() - begin));
}

std::size_t rounds(const Sizes& sizes, std::span<const Lines::Value> values, std::size_t lanes) {
  if (sizes.fold() == 1 || lanes == 1) return (values.size() + lanes - 1) / lanes;
  std::array<std::size_t, 64> next;  // of each lane
  std::iota(next.begin(), next.end(), std::size_t{0});
  std::size_t low = 0;  // the first value of the group of the lane that is farthest behind
  std::size_t count = 0;
  for (std::size_t left = values.size(); left > 0; ++count) {
    std::bitset<64> moved;          // lanes
    std::bitset<128> in_use;        // banks
    std::size_t behind = SIZE_MAX;  // the least of `next` afterwards
    const std::size_t end = std::min(values.size(), low + sizes.collector * lanes);
    for (std::size_t i = low; i < end; ++i) {
      const std::size_t lane = i % lanes, bank = values[i].line % sizes.banks;
      if (next[lane] != i || moved[lane] || in_use[bank]) continue;
      moved[lane] = in_use[bank] = true;
      next[lane] += lanes;
      --left;
    }
    for (std::size_t lane = 0; lane < lanes; ++lane)
      if (next[lane] < values.size()) behind = std::min(behind, next[lane]);
    low = behind / lanes * lanes;
  }
  return count;
}

namespace {

// Pieces of the tile that has the most.
std::size_t pieces(const Lines& lines, std::size_t k, std::size_t first, std::size_t count,
                   std::size_t slots) {
  std::size_t most = 0;
  for (std::size_t tile = first; tile < first + count; ++tile)
    most = std::max(most, lines.values(k, tile).size());
  return (most + slots - 1) / slots;
}

}  // namespace

std::vector<Step> steps(const Sizes& sizes, const Lines& a, const Lines& b, std::size_t a_band,
                        std::size_t b_band) {
  std::vector<Step> all;
  for (std::size_t k = 0; k < a.depth(); ++k) {
    const std::size_t a_pieces =
        pieces(a, k, a_band * sizes.unit_rows, sizes.unit_rows, sizes.a_slots);
    if (a_pieces == 0) continue;
    const std::size_t b_pieces =
        pieces(b, k, b_band * sizes.unit_cols, sizes.unit_cols, sizes.b_slots);
    for (std::uint32_t x = 0; x < a_pieces; ++x) {
      for (std::uint32_t y = 0; y < b_pieces; ++y)
        all.push_back({static_cast<std::uint32_t>(k), x, y});
    }
  }
  return all;
}

}  // namespace denim::engines::outer
