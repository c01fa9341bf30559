#include "sw/engines/demm/fixed.hpp"

#include <algorithm>

namespace denim::engines::demm {

namespace {

// Beats of n that the fullest row of the term takes in its fullest k-block.
std::uint32_t most_passes(const Sizes& sizes, const Term& term) {
  std::size_t most = 0;
  for (std::size_t r = 0; r < term.rows(); ++r) {
    const auto columns = term.columns(r);
    for (std::size_t begin = 0, end = 0; begin < columns.size(); begin = end) {
      const std::uint32_t block = columns[begin] / sizes.m;
      while (end < columns.size() && columns[end] / sizes.m == block) ++end;
      most = std::max(most, end - begin);
    }
  }
  return ceil_div(most, sizes.n);
}

}  // namespace

void schedule_fixed(const Sizes& sizes, std::span<const Term> terms, BeatWriter& writer,
                    Loads& loads, std::vector<TileCost>& tiles,
                    std::vector<std::uint32_t>& zero_rows) {
  const std::size_t all_rows = terms.front().rows();
  const std::uint32_t blocks = ceil_div(terms.front().cols(), sizes.m);
  std::vector<std::uint32_t> passes;
  for (const Term& term : terms) passes.push_back(most_passes(sizes, term));
  std::size_t last_term = terms.size();  // behind the last term that has beats
  while (last_term > 0 && passes[last_term - 1] == 0) --last_term;
  if (last_term == 0) {
    for (std::uint32_t r = 0; r < all_rows; ++r) zero_rows.push_back(r);
    return;
  }

  RowGroup group(sizes, terms, 1);
  std::vector<std::size_t> next(std::min<std::size_t>(sizes.rows, all_rows) * terms.size());
  std::vector<Lane> lanes;
  std::vector<std::uint16_t> needed;
  for (std::size_t base = 0; base < all_rows; base += sizes.rows) {
    const std::size_t count = std::min<std::size_t>(sizes.rows, all_rows - base);
    group.load(base, count);
    writer.start_group(group);
    std::ranges::fill(next, 0);
    for (std::uint32_t r = 0; r < count; ++r) {
      const auto row = static_cast<std::uint32_t>(base + r);
      if (group.accumulator(row).empty) zero_rows.push_back(row);
    }
    for (std::uint32_t block = 0; block < blocks; ++block) {
      const std::uint32_t first_column = block * sizes.m;
      const std::size_t begin = writer.beats();
      std::size_t nonzeros = 0;
      for (std::size_t t = 0; t < last_term; ++t) {
        for (std::uint32_t r = 0; r < count; ++r) {
          const auto row = static_cast<std::uint32_t>(base + r);
          const auto columns = terms[t].columns(row);
          const auto values = terms[t].values(row);
          std::size_t& at = next[r * terms.size() + t];
          for (std::uint32_t pass = 0; pass < passes[t]; ++pass) {
            lanes.clear();
            while (lanes.size() < sizes.n && at < columns.size() &&
                   columns[at] / sizes.m == block) {
              lanes.push_back({static_cast<std::uint16_t>(columns[at] - first_column),
                               static_cast<std::int16_t>(values[at])});
              ++at;
            }
            nonzeros += lanes.size();
            const bool last = block + 1 == blocks && t + 1 == last_term && pass + 1 == passes[t] &&
                              !group.accumulator(row).empty;
            writer.write_pass(row, lanes, last || !lanes.empty(), last);
          }
        }
      }
      writer.release();
      group.read_needed(block, needed);
      if (needed.empty()) needed.push_back(0);  // a tile is whole with its last row
      loads.add(block, needed);
      TileCost cost;
      cost.loads = loads.last_beats();
      cost.beats = cost.multi_port = static_cast<std::uint32_t>(writer.beats() - begin);
      cost.ideal = ceil_div(nonzeros, sizes.n);
      tiles.push_back(cost);
    }
  }
}

}  // namespace denim::engines::demm
