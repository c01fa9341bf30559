// A fold of `nm_array`: one tile of A in the PEs, past which some columns of B stream. This packs
// the blocks of A into folds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/engines/engine.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"

namespace denim::engines::nm_array {

struct Sizes {
  explicit Sizes(const spec::Spec& spec);

  std::uint32_t n, m, pe_rows, pe_cols, rows;
  bool overlap, systolic, skip_empty;
  std::vector<std::uint32_t> patterns;  // N of each, rising

  // Blocks that a PE, or the array, takes at once with a pattern.
  std::uint32_t pe_blocks(std::size_t pattern) const { return n / patterns[pattern]; }
  std::uint32_t fold_blocks(std::size_t pattern) const { return pe_rows * pe_blocks(pattern); }
  std::uint32_t window_blocks() const { return pe_blocks(0); }
  std::optional<std::size_t> pattern_of(const tasd::Term& term) const;  // nothing: it has none
  tasd::Term term(std::size_t pattern) const {
    return {static_cast<int>(patterns[pattern]), static_cast<int>(m)};
  }
};

// For every number of non-zeros that an engine's patterns add up to exactly, rising, the series of
// fewest terms that keeps so many of a block of m, the largest term first. The last one keeps all.
std::vector<tasd::Series> menu(const Sizes& sizes);
// What is said of a term whose pattern the engine does not have.
std::string refusal(const Sizes& sizes, const tasd::Term& term);

struct Weight {
  std::uint16_t position = 0;
  std::int16_t value = 0;
};

// A block column of A in the rows of a tile, as one term keeps it.
struct Block {
  std::uint32_t number = 0;     // columns number · m … of A
  std::vector<Weight> weights;  // N for each PE column; value 0 where there is nothing
};

struct Fold {
  std::uint32_t pattern = 0;
  std::vector<Block> blocks;  // PE row by PE row
  std::uint64_t nonzeros = 0;

  std::uint32_t loads(const Sizes& sizes) const {  // a beats, one for each PE row
    const std::uint32_t in_pe = sizes.pe_blocks(pattern);
    return (static_cast<std::uint32_t>(blocks.size()) + in_pe - 1) / in_pe;
  }
};

// Takes A apart, tile by tile: pe_cols rows of A in all its columns. Where A is block-diagonal in
// `groups` and blocks without non-zeros are not left out, a tile is of one group: in its columns,
// with fewer rows where the group ends.
//
// A term with a pattern gives its blocks to folds of that pattern. A term without one is taken
// apart here, each block by the cheapest series of the menu that loses nothing of it: a fold takes
// as long with any pattern, so a block costs in proportion to the N of its terms, and the cheapest
// series is the one that keeps just as many non-zeros as the block's fullest row has. Blocks of a
// pattern that do not fill a fold move to places that are free in folds of denser patterns, if all
// of them find one.
class FoldMaker {
 public:
  // The terms must outlive the maker. Throws OperandError for a pattern that the engine does not
  // have, naming the menu.
  FoldMaker(const Sizes& sizes, std::span<const Term> terms, std::size_t groups = 1);

  // How many rows the tile has that begins at `base`.
  std::size_t rows_from(std::size_t base) const;
  // Of the tile that begins at `base`: in the order in which they are to be used. Empty
  // where nothing has to be done.
  std::vector<Fold> make(std::size_t base);

  // Of all tiles that have been made: what each pattern kept.
  std::vector<tasd::TermStats> taken() const;

 private:
  using Lists = std::vector<std::vector<Block>>;  // for each pattern

  // The blocks that lie in the columns of a tile, which may begin and end within one.
  struct Span {
    std::uint32_t first = 0, end = 0;
  };
  Span blocks_from(std::size_t base) const;
  void add_term(const Term& term, std::size_t base, std::size_t count, Lists& lists);
  void add_chosen(const Term& term, std::size_t base, std::size_t count, Lists& lists);
  void fill_up(Lists& lists) const;
  Block& block_at(std::vector<Block>& list, std::uint32_t number, std::size_t pattern);
  std::size_t pattern_of(const Term& term) const;

  Sizes sizes_;
  std::span<const Term> terms_;
  std::size_t groups_;    // that are gone through one by one
  std::uint32_t blocks_;  // of a row of A
  std::vector<tasd::Series> menu_;
  std::vector<std::size_t> choice_;  // place in the menu, by the non-zeros to be kept
  std::vector<std::uint32_t> need_;  // of each block in the tile
  std::vector<std::int32_t> at_;     // of each block its place in a list; -1: none yet
  std::vector<std::size_t> counts_;  // non-zeros kept by each pattern
  std::vector<double> magnitudes_;
  std::vector<std::uint64_t> taken_blocks_;
  std::uint64_t all_blocks_ = 0;
};

}  // namespace denim::engines::nm_array
