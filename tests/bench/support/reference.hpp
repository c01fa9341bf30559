// What a layer would cost if every beat were full: the bound that cycles are held against. Made
// from the non-zeros alone; it knows nothing of schedules.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::bench {

// The engine's sizes: n non-zeros a beat, k-blocks of m, column tiles, row groups.
struct Bound {
  std::size_t n = 8;
  std::size_t m = 128;
  std::size_t columns = 64;
  std::size_t rows = 512;
};

inline std::uint64_t ceil_div(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

// Tiles are row groups × k-blocks, in this order, for each column tile; empty ones are left out. A
// tile takes ⌈non-zeros/n⌉ beats, or as many cycles as the next one has b rows to load: those that
// a non-zero of its group names. The load of the first tile comes before. And a cycle takes one row
// at most away, in each column tile.
inline std::uint64_t reference_cycles(const tensor::Matrix<std::int32_t>& a, std::size_t j,
                                      const Bound& bound = {}) {
  struct Tile {
    std::uint64_t beats, loads;
  };
  std::vector<Tile> tiles;
  std::vector<bool> named;
  for (std::size_t base = 0; base < a.rows(); base += bound.rows) {
    for (std::size_t begin = 0; begin < a.cols(); begin += bound.m) {
      const std::size_t width = std::min(bound.m, a.cols() - begin);
      std::uint64_t nonzeros = 0;
      named.assign(width, false);
      for (std::size_t r = base; r < std::min(base + bound.rows, a.rows()); ++r) {
        const auto block = a.row(r).subspan(begin, width);
        for (std::size_t c = 0; c < width; ++c) {
          if (block[c] == 0) continue;
          ++nonzeros;
          named[c] = true;
        }
      }
      if (nonzeros == 0) continue;
      const auto loads = static_cast<std::uint64_t>(std::ranges::count(named, true));
      tiles.push_back({ceil_div(nonzeros, bound.n), loads});
    }
  }
  if (tiles.empty()) return 0;
  const std::uint64_t column_tiles = ceil_div(j, bound.columns);
  std::uint64_t cycles = 0;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    cycles += std::max(tiles[i].beats, tiles[(i + 1) % tiles.size()].loads);
  }
  // Behind the very last tile nothing is loaded, before the first one its rows are.
  const Tile& last = tiles.back();
  cycles = cycles * column_tiles + tiles.front().loads + last.beats -
           std::max(last.beats, tiles.front().loads);
  std::uint64_t leaving = 0;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    if (std::ranges::any_of(a.row(r), [](std::int32_t value) { return value != 0; })) ++leaving;
  }
  return std::max(cycles, leaving * column_tiles);
}

}  // namespace denim::bench
