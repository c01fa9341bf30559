// The non-zeros of a group of rows of A, sorted by k-block: from the terms in compressed rows to
// the tiles of the group, in the order in which they are visited.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/order.hpp"
#include "sw/engines/demm/tile.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// Made once and used for one group after the other, so that its memory is. Time and memory of a
// group are in proportion to its rows and non-zeros, beside K bits.
class RowGroup {
 public:
  // The terms must outlive the group. `rounds`: how often the tiles of a group are visited, one
  // round after the other, which the order of the tiles minds.
  RowGroup(const Sizes& sizes, std::span<const Term> terms, std::uint64_t rounds);

  // Rows base … base + count - 1 of A, at most Sizes::rows. Deals them to accumulators, so that
  // each bank has as much to do in each tile, and orders the tiles.
  void load(std::size_t base, std::size_t count);

  std::size_t rows() const { return accumulators_.size(); }
  std::size_t tiles() const { return order_.size(); }  // k-blocks with a non-zero
  // The i-th tile to visit; `tile` keeps its memory.
  void read(std::size_t i, Tile& tile) const;
  // The columns of a k-block, counted from its first, in which the group has a non-zero; rising.
  void read_needed(std::uint32_t block, std::vector<std::uint16_t>& needed) const;

  struct Accumulator {
    std::uint32_t address = 0;  // in its bank
    std::uint16_t bank = 0;
    bool empty = true;  // the row has no non-zero in the group
  };
  const Accumulator& accumulator(std::uint32_t row) const { return accumulators_[row]; }

 private:
  // Non-zeros of one row, in one term, in one k-block.
  struct Piece {
    std::uint32_t block = 0;
    std::uint32_t row = 0;
    std::uint32_t term = 0;
    std::uint32_t count = 0;
    std::uint64_t begin = 0;  // in the row of the term
  };
  struct Block {
    std::uint32_t block = 0;
    std::uint32_t begin = 0;  // of its pieces
    std::uint32_t end = 0;
    std::uint64_t nonzeros = 0;
  };

  Visit visit(Block& block) const;
  void cut_rows();
  void sort_pieces();
  void deal_rows();
  void order_tiles();
  std::uint32_t count_needed(std::uint32_t block) const;

  Sizes sizes_;
  std::span<const Term> terms_;
  std::size_t depth_;    // K
  std::uint32_t width_;  // of a k-block, columns
  std::uint64_t rounds_;
  std::size_t base_ = 0;
  std::vector<Piece> cut_;             // by row
  std::vector<Piece> pieces_;          // by k-block, then by row
  std::vector<std::uint32_t> places_;  // of each k-block, zero between groups
  std::vector<std::uint64_t> named_;   // a bit for each column of A
  std::vector<Block> order_;
  std::vector<std::uint64_t> row_nonzeros_;
  std::vector<std::uint32_t> last_tile_;  // of each row, its place in order_
  std::vector<Accumulator> accumulators_;
};

}  // namespace denim::engines::demm
