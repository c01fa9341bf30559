#include "sw/engines/demm/late.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "sw/engines/demm/order.hpp"

namespace denim::engines::demm {

namespace {

// The k-blocks with the most non-zeros, at most so many.
std::vector<std::uint32_t> fullest_blocks(const Sizes& sizes, std::span<const Term> terms,
                                          std::size_t most) {
  const std::size_t depth = terms.front().cols();
  const std::uint32_t width = block_width(sizes, depth);
  std::vector<std::uint64_t> nonzeros(ceil_div(depth, width), 0);
  for (const Term& term : terms) {
    for (std::size_t row = 0; row < term.rows(); ++row) {
      for (const std::uint32_t column : term.columns(row)) ++nonzeros[column / width];
    }
  }
  std::vector<std::uint32_t> blocks(nonzeros.size());
  std::iota(blocks.begin(), blocks.end(), 0);
  std::ranges::stable_sort(blocks, std::greater{}, [&](std::uint32_t b) { return nonzeros[b]; });
  blocks.resize(std::min(blocks.size(), most));
  return blocks;
}

}  // namespace

std::uint64_t estimate(const Sizes& sizes, std::span<const Term> terms, std::uint64_t column_tiles,
                       Late late) {
  const std::size_t rows = terms.front().rows();
  RowGroup group(sizes, terms, column_tiles * ceil_div(rows, sizes.rows), late);
  std::vector<Visit> visits;
  const auto add = [&] {
    for (std::size_t i = 0; i < group.tiles(); ++i) visits.push_back(group.visit(i));
  };
  for (std::size_t base = 0; base < rows; base += sizes.rows) {
    group.load(base, std::min<std::size_t>(sizes.rows, rows - base));
    add();
  }
  group.load_late();
  add();
  std::uint64_t cycles = 0;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    // Behind the last one comes the first of the next column tile.
    const std::uint32_t loads = visits[(i + 1) % visits.size()].loads;
    cycles += std::max({visits[i].beats, visits[i].completed, loads});
  }
  return cycles;
}

std::vector<Late> promising(const Sizes& sizes, std::span<const Term> terms,
                            std::uint64_t column_tiles) {
  constexpr std::size_t most_blocks = 4;
  constexpr std::uint32_t shares = 8;  // of a group, of which half and fewer are tried
  constexpr std::size_t most = 4;
  struct Candidate {
    Late late;
    std::uint64_t cycles = 0;
  };
  const auto full =
      static_cast<std::uint32_t>(std::min<std::size_t>(sizes.rows, terms.front().rows()));
  const std::uint64_t without = estimate(sizes, terms, column_tiles, {});
  std::vector<Candidate> all;
  for (std::uint32_t share = shares / 2; share > 0; --share) {
    const std::uint32_t rows = full * share / shares / sizes.segments * sizes.segments;
    if (rows == 0) continue;
    for (const std::uint32_t block : fullest_blocks(sizes, terms, most_blocks)) {
      const std::uint64_t cycles = estimate(sizes, terms, column_tiles, {block, rows});
      if (cycles < without) all.push_back({{block, rows}, cycles});
    }
  }
  // Of equals those with more late rows, which leave the others most room: where rows complete in
  // nearly every beat of a tile, beats do not become full.
  std::ranges::stable_sort(all, {}, &Candidate::cycles);
  std::vector<Late> best;
  for (const Candidate& candidate : all) {
    if (best.size() < most) best.push_back(candidate.late);
  }
  return best;
}

}  // namespace denim::engines::demm
