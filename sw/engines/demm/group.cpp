#include "sw/engines/demm/group.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

namespace denim::engines::demm {

RowGroup::RowGroup(const Sizes& sizes, std::span<const Term> terms, std::uint64_t rounds)
    : sizes_(sizes),
      terms_(terms),
      depth_(terms.front().cols()),
      width_(block_width(sizes, depth_)),
      rounds_(rounds),
      places_(ceil_div(depth_, width_)),
      named_((depth_ + 63) / 64) {}

void RowGroup::load(std::size_t base, std::size_t count) {
  base_ = base;
  accumulators_.assign(count, {});
  row_nonzeros_.assign(count, 0);
  cut_rows();
  sort_pieces();
  deal_rows();
  order_tiles();
}

void RowGroup::cut_rows() {
  cut_.clear();
  std::ranges::fill(named_, 0);
  for (std::size_t r = 0; r < rows(); ++r) {
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const auto columns = terms_[t].columns(base_ + r);
      row_nonzeros_[r] += columns.size();
      for (std::size_t i = 0; i < columns.size();) {
        const std::size_t begin = i;
        const std::uint32_t block = columns[i] / width_;
        const std::uint64_t block_end = std::uint64_t{block + 1} * width_;
        for (; i < columns.size() && columns[i] < block_end; ++i) {
          named_[columns[i] / 64] |= std::uint64_t{1} << columns[i] % 64;
        }
        cut_.push_back({block, static_cast<std::uint32_t>(r), static_cast<std::uint32_t>(t),
                        static_cast<std::uint32_t>(i - begin), begin});
      }
    }
    accumulators_[r].empty = row_nonzeros_[r] == 0;
  }
}

// By counting: the pieces of a k-block stay in the order of the rows.
void RowGroup::sort_pieces() {
  order_.clear();
  for (const Piece& piece : cut_) {
    if (places_[piece.block]++ == 0) order_.push_back({.block = piece.block});
  }
  std::ranges::sort(order_, {}, &Block::block);
  std::uint32_t begin = 0;
  for (Block& block : order_) {
    block.begin = begin;
    begin += places_[block.block];
    block.end = begin;
    places_[block.block] = block.begin;
  }
  pieces_.resize(cut_.size());
  for (const Piece& piece : cut_) pieces_[places_[piece.block]++] = piece;
  for (const Block& block : order_) places_[block.block] = 0;
}

std::uint32_t RowGroup::count_needed(std::uint32_t block) const {
  const std::size_t begin = std::size_t{block} * width_;
  const std::size_t end = std::min<std::size_t>(begin + width_, depth_);
  int count = 0;
  for (std::size_t at = begin; at < end;) {
    const std::size_t bits = std::min(end - at, 64 - at % 64);
    const std::uint64_t word = named_[at / 64] >> at % 64;
    count += std::popcount(bits == 64 ? word : word & ((std::uint64_t{1} << bits) - 1));
    at += bits;
  }
  return static_cast<std::uint32_t>(count);
}

// Full rows first, to the banks in turn, to and fro.
void RowGroup::deal_rows() {
  std::vector<std::uint32_t> order(rows());
  std::iota(order.begin(), order.end(), 0);
  if (sizes_.segments > 1) {
    std::ranges::stable_sort(order, std::greater{},
                             [&](std::uint32_t r) { return row_nonzeros_[r]; });
  }
  for (std::size_t i = 0; i < rows(); ++i) {
    const std::size_t turn = i / sizes_.segments;
    const std::size_t place = i % sizes_.segments;
    accumulators_[order[i]].address = static_cast<std::uint32_t>(turn);
    accumulators_[order[i]].bank =
        static_cast<std::uint16_t>(turn % 2 == 0 ? place : sizes_.segments - 1 - place);
  }
}

Visit RowGroup::visit(Block& block) const {
  Visit visit{count_needed(block.block), 0, 0};
  std::uint64_t segments = 0;
  for (std::uint32_t i = block.begin; i < block.end;) {
    const std::uint32_t row = pieces_[i].row;
    std::uint64_t count = 0;
    for (; i < block.end && pieces_[i].row == row; ++i) count += pieces_[i].count;
    block.nonzeros += count;
    segments += ceil_div(count, sizes_.n);
    ++visit.rows;
  }
  visit.beats = std::max(ceil_div(block.nonzeros, sizes_.n), ceil_div(segments, sizes_.segments));
  return visit;
}

void RowGroup::order_tiles() {
  std::vector<Visit> visits;
  for (Block& block : order_) visits.push_back(visit(block));
  if (!sizes_.fixed) {
    const std::vector<Block> blocks = order_;
    const auto order = sizes_.overlap ? order_overlapping(visits, rounds_) : order_in_turns(visits);
    for (std::size_t i = 0; i < order.size(); ++i) order_[i] = blocks[order[i]];
  }
  last_tile_.assign(rows(), 0);
  for (std::uint32_t place = 0; place < order_.size(); ++place) {
    for (std::uint32_t i = order_[place].begin; i < order_[place].end; ++i) {
      last_tile_[pieces_[i].row] = place;
    }
  }
}

void RowGroup::read(std::size_t i, Tile& tile) const {
  const Block& block = order_[i];
  const std::uint32_t first_column = block.block * width_;
  tile.block = block.block;
  tile.rows.clear();
  tile.lanes.resize(block.nonzeros);
  tile.completed = 0;
  std::uint32_t lane = 0;
  for (std::uint32_t p = block.begin; p < block.end; ++p) {
    const Piece& piece = pieces_[p];
    if (p == block.begin || tile.rows.back().row != piece.row) {
      const bool completes = last_tile_[piece.row] == i;
      tile.completed += completes ? 1 : 0;
      tile.rows.push_back({piece.row, lane, 0, accumulators_[piece.row].bank, completes});
    }
    tile.rows.back().count += piece.count;
    const std::uint32_t* columns =
        terms_[piece.term].columns(base_ + piece.row).data() + piece.begin;
    const std::int32_t* values = terms_[piece.term].values(base_ + piece.row).data() + piece.begin;
    for (std::uint32_t k = 0; k < piece.count; ++k) {
      tile.lanes[lane++] = {static_cast<std::uint16_t>(columns[k] - first_column),
                            static_cast<std::int16_t>(values[k])};
    }
  }
  read_needed(block.block, tile.needed);
}

void RowGroup::read_needed(std::uint32_t block, std::vector<std::uint16_t>& needed) const {
  const std::size_t begin = std::size_t{block} * width_;
  const std::size_t end = std::min<std::size_t>(begin + width_, depth_);
  needed.clear();
  for (std::size_t at = begin; at < end; ++at) {
    if ((named_[at / 64] >> at % 64 & 1) != 0) {
      needed.push_back(static_cast<std::uint16_t>(at - begin));
    }
  }
}

}  // namespace denim::engines::demm
