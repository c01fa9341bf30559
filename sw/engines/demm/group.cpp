#include "sw/engines/demm/group.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <iterator>
#include <numeric>

namespace denim::engines::demm {

RowGroup::RowGroup(const Sizes& sizes, std::span<const Term> terms, std::uint64_t rounds, Late late)
    : sizes_(sizes),
      terms_(terms),
      depth_(terms.front().cols()),
      width_(block_width(sizes, depth_)),
      rounds_(rounds),
      late_(late),
      places_(ceil_div(depth_, width_)),
      named_((depth_ + 63) / 64),
      last_tile_(terms.front().rows()),
      accumulators_(terms.front().rows()) {}

void RowGroup::load(std::size_t base, std::size_t count) {
  base_ = base;
  row_nonzeros_.assign(count, 0);
  cut_ = std::move(late_pieces_);
  late_pieces_.clear();
  const std::size_t own = cut_.size();
  cut_rows(count);
  choose_late(own);
  sort_pieces();
  deal_rows();
  order_tiles();
}

void RowGroup::load_late() {
  cut_ = std::move(late_pieces_);
  late_pieces_.clear();
  sort_pieces();
  order_tiles();
}

void RowGroup::cut_rows(std::size_t count) {
  for (std::size_t r = 0; r < count; ++r) {
    const std::size_t row = base_ + r;
    for (std::size_t t = 0; t < terms_.size(); ++t) {
      const auto columns = terms_[t].columns(row);
      row_nonzeros_[r] += columns.size();
      for (std::size_t i = 0; i < columns.size();) {
        const std::size_t begin = i;
        const std::uint32_t block = columns[i] / width_;
        const std::uint64_t block_end = std::uint64_t{block + 1} * width_;
        while (i < columns.size() && columns[i] < block_end) ++i;
        cut_.push_back({block, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(t),
                        static_cast<std::uint32_t>(i - begin), begin});
      }
    }
    accumulators_[row].empty = row_nonzeros_[r] == 0;
  }
}

// Those with the most non-zeros in the k-block, as in it the others' beats are fewer than they are
// themselves. Their pieces of it, which lie behind `own` in cut_, wait for the next group.
void RowGroup::choose_late(std::size_t own) {
  late_rows_.clear();
  if (late_.rows == 0) return;
  const std::size_t count = row_nonzeros_.size();
  const std::size_t full = std::min<std::size_t>(sizes_.rows, terms_.front().rows());
  std::size_t number = late_.rows * count / full;
  const std::size_t early = sizes_.rows - late_.rows;
  if (count > early) number = std::max(number, count - early);
  std::vector<std::uint32_t> in_block(count, 0);
  for (std::size_t i = own; i < cut_.size(); ++i) {
    if (cut_[i].block == late_.block) in_block[cut_[i].row - base_] += cut_[i].count;
  }
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](std::uint32_t r) { return in_block[r]; });
  std::vector<bool> is_late(count);
  for (std::size_t i = 0; i < number; ++i) {
    is_late[order[i]] = true;
    late_rows_.push_back(static_cast<std::uint32_t>(base_ + order[i]));
  }
  const auto waits = [&](const Piece& piece) {
    return piece.block == late_.block && is_late[piece.row - base_];
  };
  const auto first = cut_.begin() + static_cast<std::ptrdiff_t>(own);
  std::copy_if(first, cut_.end(), std::back_inserter(late_pieces_), waits);
  cut_.erase(std::remove_if(first, cut_.end(), waits), cut_.end());
}

// By counting: the pieces of a k-block stay in the order of the rows.
void RowGroup::sort_pieces() {
  order_.clear();
  std::ranges::fill(named_, 0);
  for (const Piece& piece : cut_) {
    if (places_[piece.block]++ == 0) order_.push_back({.block = piece.block});
    for (const std::uint32_t column :
         terms_[piece.term].columns(piece.row).subspan(piece.begin, piece.count)) {
      named_[column / 64] |= std::uint64_t{1} << column % 64;
    }
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

// Late rows have accumulators of their own, for they are still there when the next group begins.
void RowGroup::deal_rows() {
  const std::size_t count = row_nonzeros_.size();
  std::vector<bool> is_late(count);
  for (const std::uint32_t row : late_rows_) is_late[row - base_] = true;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t r = 0; r < count; ++r) {
    if (!is_late[r]) rows.push_back(static_cast<std::uint32_t>(base_ + r));
  }
  deal(rows, 0);
  deal(late_rows_, (sizes_.rows - late_.rows) / sizes_.segments);
}

// Full rows first, to the banks in turn, to and fro.
void RowGroup::deal(std::span<std::uint32_t> rows, std::uint32_t first_address) {
  if (sizes_.segments > 1) {
    std::ranges::stable_sort(rows, std::greater{},
                             [&](std::uint32_t row) { return row_nonzeros_[row - base_]; });
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t turn = i / sizes_.segments;
    const std::size_t place = i % sizes_.segments;
    Accumulator& accumulator = accumulators_[rows[i]];
    accumulator.address = first_address + static_cast<std::uint32_t>(turn);
    accumulator.bank =
        static_cast<std::uint16_t>(turn % 2 == 0 ? place : sizes_.segments - 1 - place);
  }
}

Visit RowGroup::judge(Block& block) const {
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
  for (Block& block : order_) visits.push_back(block.visit = judge(block));
  if (!sizes_.fixed) {
    const std::vector<Block> blocks = order_;
    const auto order = sizes_.overlap ? order_overlapping(visits, rounds_) : order_in_turns(visits);
    for (std::size_t i = 0; i < order.size(); ++i) order_[i] = blocks[order[i]];
  }
  if (late_.rows != 0) {
    const auto first = std::ranges::find(order_, late_.block, &Block::block);
    if (first != order_.end()) std::ranges::rotate(order_, first);
  }
  for (std::uint32_t place = 0; place < order_.size(); ++place) {
    for (std::uint32_t i = order_[place].begin; i < order_[place].end; ++i) {
      last_tile_[pieces_[i].row] = place;
    }
  }
  for (const Piece& piece : late_pieces_) last_tile_[piece.row] = none;  // in the next group
  for (std::uint32_t place = 0; place < order_.size(); ++place) {
    Block& block = order_[place];
    for (std::uint32_t i = block.begin; i < block.end; ++i) {
      const bool is_first = i == block.begin || pieces_[i].row != pieces_[i - 1].row;
      block.visit.completed += is_first && last_tile_[pieces_[i].row] == place ? 1 : 0;
    }
  }
}

void RowGroup::read(std::size_t i, Tile& tile) const {
  const Block& block = order_[i];
  const std::uint32_t first_column = block.block * width_;
  tile.block = block.block;
  tile.rows.clear();
  tile.lanes.resize(block.nonzeros);
  tile.completed = block.visit.completed;
  std::uint32_t lane = 0;
  for (std::uint32_t p = block.begin; p < block.end; ++p) {
    const Piece& piece = pieces_[p];
    if (p == block.begin || tile.rows.back().row != piece.row) {
      const bool completes = last_tile_[piece.row] == i;
      tile.rows.push_back({piece.row, lane, 0, accumulators_[piece.row].bank, completes});
    }
    tile.rows.back().count += piece.count;
    const std::uint32_t* columns = terms_[piece.term].columns(piece.row).data() + piece.begin;
    const std::int32_t* values = terms_[piece.term].values(piece.row).data() + piece.begin;
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
