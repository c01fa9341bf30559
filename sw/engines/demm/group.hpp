// The non-zeros of a group of rows of A, sorted by k-block: from the terms in compressed rows to
// the tiles of the group, in the order in which they are visited.
//
// Rows complete where their last non-zeros are, most of them in the last tile of their group, and
// no two in one beat. So some may come late: they pass the first k-block of their group behind all
// others, in the tile with which the next group begins, and complete there, beside rows that begin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/order.hpp"
#include "sw/engines/demm/tile.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// Which rows of each group come late.
struct Late {
  std::uint32_t block = 0;  // the k-block that they pass last, and all others first
  std::uint32_t rows = 0;   // of a full group: those with the most non-zeros in it; 0: none
};

// Made once and used for one group after the other, so that its memory is. Time and memory of a
// group are in proportion to its rows and non-zeros, beside K bits and all rows' accumulators.
class RowGroup {
 public:
  // The terms must outlive the group. `rounds`: how often the tiles of a group are visited, one
  // round after the other, which the order of the tiles minds.
  RowGroup(const Sizes& sizes, std::span<const Term> terms, std::uint64_t rounds, Late late = {});

  // Rows base … base + count - 1 of A, at most Sizes::rows, and those of the group before that come
  // late. Deals them to accumulators, so that each bank has as much to do in each tile, and orders
  // the tiles.
  void load(std::size_t base, std::size_t count);
  // Behind the last group: the rows of it that come late, alone.
  void load_late();

  std::size_t tiles() const { return order_.size(); }  // k-blocks with a non-zero
  // The i-th tile to visit; `tile` keeps its memory.
  void read(std::size_t i, Tile& tile) const;
  // What it is known to cost before it is packed.
  const Visit& visit(std::size_t i) const { return order_[i].visit; }
  // The columns of a k-block, counted from its first, in which the group has a non-zero; rising.
  void read_needed(std::uint32_t block, std::vector<std::uint16_t>& needed) const;

  struct Accumulator {
    std::uint32_t address = 0;  // in its bank
    std::uint16_t bank = 0;
    bool empty = true;  // the row has no non-zero
  };
  // Of a row of A that was loaded.
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
    Visit visit = {};
  };

  Visit judge(Block& block) const;
  void cut_rows(std::size_t count);
  void choose_late(std::size_t own);
  void sort_pieces();
  void deal_rows();
  void deal(std::span<std::uint32_t> rows, std::uint32_t first_address);
  void order_tiles();
  std::uint32_t count_needed(std::uint32_t block) const;

  Sizes sizes_;
  std::span<const Term> terms_;
  std::size_t depth_;    // K
  std::uint32_t width_;  // of a k-block, columns
  std::uint64_t rounds_;
  Late late_;
  std::size_t base_ = 0;
  std::vector<Piece> late_pieces_;        // of the k-block that late rows pass last
  std::vector<std::uint32_t> late_rows_;  // of the group
  std::vector<Piece> cut_;                // by row
  std::vector<Piece> pieces_;             // by k-block, then by row
  std::vector<std::uint32_t> places_;     // of each k-block, zero between groups
  std::vector<std::uint64_t> named_;      // a bit for each column of A
  std::vector<Block> order_;
  std::vector<std::uint64_t> row_nonzeros_;  // of the group
  // Of each row of A.
  std::vector<std::uint32_t> last_tile_;  // its place in order_
  std::vector<Accumulator> accumulators_;
};

}  // namespace denim::engines::demm
