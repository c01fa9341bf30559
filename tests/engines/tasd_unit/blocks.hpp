// Blocks of values for the tests of what takes them apart, and what must come of them, told from
// the definition alone: shared with nothing of the program.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/tensor/matrix.hpp"
#include "sw/tensor/random.hpp"
#include "tests/unit/tasd_reference.hpp"

namespace denim::test {

using Ints = tensor::Matrix<std::int32_t>;

// What a beat becomes.
struct TakenApart {
  std::vector<std::int32_t> values;  // of the pairs: term by term, block by block
  std::vector<std::uint32_t> indices;
  std::vector<std::int32_t> residual;

  bool operator==(const TakenApart&) const = default;
};

inline TakenApart take_apart(std::span<const std::int32_t> beat,
                             std::span<const spec::Pattern> terms) {
  Ints left(1, beat.size());
  std::ranges::copy(beat, left.values().begin());
  TakenApart result;
  for (const spec::Pattern& term : terms) {
    const auto n = static_cast<std::size_t>(term.n);
    const auto m = static_cast<std::size_t>(term.m);
    const Ints kept = reference_view(left, n, m);
    left = reference_residual(left, kept);
    for (std::size_t block = 0; block < beat.size(); block += m) {
      // The n places of the block, one after the other the greatest that is left.
      std::vector<bool> used(m, false);
      for (std::size_t place = 0; place < n; ++place) {
        std::size_t best = m;
        for (std::size_t i = 0; i < m; ++i) {
          if (used[i] || kept(0, block + i) == 0) continue;
          if (best == m || magnitude_of(kept(0, block + i)) > magnitude_of(kept(0, block + best))) {
            best = i;
          }
        }
        if (best < m) used[best] = true;
        result.values.push_back(best < m ? kept(0, block + best) : 0);
        result.indices.push_back(best < m ? static_cast<std::uint32_t>(best) : 0);
      }
    }
  }
  result.residual.assign(left.values().begin(), left.values().end());
  return result;
}

// Every block of `elements` values of `width` bits, a row each.
inline Ints every_block(unsigned elements, unsigned width) {
  const std::size_t count = std::size_t{1} << (elements * width);
  Ints blocks(count, elements);
  for (std::size_t number = 0; number < count; ++number) {
    for (unsigned i = 0; i < elements; ++i) {
      const auto bits = static_cast<std::int32_t>(number >> (i * width)) & ((1 << width) - 1);
      blocks(number, i) = bits >= 1 << (width - 1) ? bits - (1 << width) : bits;
    }
  }
  return blocks;
}

// Rows of `columns` values: all alike, of one magnitude with both signs, the least value, ties, one
// non-zero, few, rising, falling and random ones.
inline Ints random_blocks(std::size_t rows, std::size_t columns, std::int64_t width,
                          std::uint64_t seed) {
  tensor::Rng rng(seed);
  const std::int64_t most = (std::int64_t{1} << (width - 1)) - 1;
  const auto any = [&] { return rng.uniform_int(-most - 1, most); };
  Ints blocks(rows, columns);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t kind = rng.below(10);
    const std::int64_t one = any();
    const std::size_t chosen = rng.below(columns);
    for (std::size_t i = 0; i < columns; ++i) {
      std::int64_t value = 0;
      switch (kind) {
        case 0:  // nothing
          break;
        case 1:
          value = one;
          break;
        case 2:
          value = std::max(-most, one) * (rng.bernoulli(0.5) ? 1 : -1);
          break;
        case 3:  // of the magnitudes that differ by one at the end
          value = rng.bernoulli(0.3) ? -most - 1 : rng.bernoulli(0.5) ? most : -most;
          break;
        case 4:
          value = rng.uniform_int(-2, 2);
          break;
        case 5:
          value = i == chosen ? any() : 0;
          break;
        case 6:
          value = rng.bernoulli(0.2) ? any() : 0;
          break;
        case 7:
          value = static_cast<std::int64_t>(i) % (most + 1);
          break;
        case 8:
          value = -(static_cast<std::int64_t>(columns - i) % (most + 1));
          break;
        default:
          value = any();
      }
      blocks(row, i) = static_cast<std::int32_t>(value);
    }
  }
  return blocks;
}

}  // namespace denim::test
