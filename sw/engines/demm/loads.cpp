#include "sw/engines/demm/loads.hpp"

#include <algorithm>
#include <cstdlib>

#include "gen/spec/layout.hpp"
#include "sw/engines/bits.hpp"

namespace denim::engines::demm {

using program::get_bits;
using program::set_bits;

void Loads::add(std::uint32_t block, std::span<const std::uint16_t> needed) {
  tiles_.push_back({block, columns_.size()});
  if (sizes_.overlap) columns_.insert(columns_.end(), needed.begin(), needed.end());
}

void Loads::add(std::uint32_t block, std::span<const std::uint16_t> needed,
                std::span<const std::uint16_t> physical) {
  tiles_.push_back({block, columns_.size()});
  columns_.insert(columns_.end(), needed.begin(), needed.end());
  physical_.insert(physical_.end(), physical.begin(), physical.end());
}

std::uint32_t Loads::block_rows(std::uint32_t block) const {
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(width_, depth_ - std::size_t{block} * width_));
}

std::uint32_t Loads::last_beats() const {
  const Record& last = tiles_.back();
  if (!sizes_.overlap) return block_rows(last.block);
  return static_cast<std::uint32_t>(columns_.size() - last.begin);
}

void Loads::read(std::size_t tile, std::vector<Load>& loads) const {
  const Record& record = tiles_[tile];
  const std::uint32_t first = record.block * width_;
  const std::uint64_t end = tile + 1 < tiles_.size() ? tiles_[tile + 1].begin : columns_.size();
  loads.clear();
  if (sizes_.overlap) {
    for (std::uint64_t i = record.begin; i < end; ++i) {
      loads.push_back({first + columns_[i], sizes_.banked ? physical_[i] : columns_[i]});
    }
    return;
  }
  for (std::uint32_t c = 0; c < block_rows(record.block); ++c) {
    loads.push_back({first + c, sizes_.banked ? none : c});
  }
  if (!sizes_.banked) return;
  // Columns that nobody needs take the rows that are left.
  std::vector<bool> taken(sizes_.m);
  for (std::uint64_t i = record.begin; i < end; ++i) {
    loads[columns_[i]].tile_row = physical_[i];
    taken[physical_[i]] = true;
  }
  std::uint32_t next = 0;
  for (Load& load : loads) {
    if (load.tile_row != none) continue;
    while (taken[next]) ++next;
    load.tile_row = next++;
  }
}

program::BeatStream Loads::stream(const spec::Spec& spec,
                                  const tensor::Matrix<std::int32_t>& b) const {
  const spec::Layout layout = spec::layout(spec, "b");
  const spec::Field& data = layout.field("data");
  const spec::Field& row = layout.field("row");
  const unsigned last = layout.field("last").offset;
  program::BeatStream stream("b", layout.width);
  std::vector<Load> loads;
  for (std::size_t column = 0; column < b.cols(); column += sizes_.columns) {
    const auto count =
        static_cast<std::uint32_t>(std::min<std::size_t>(sizes_.columns, b.cols() - column));
    for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
      read(tile, loads);
      for (const Load& load : loads) {
        auto beat = stream.append();
        const auto values = b.row(load.b_row).subspan(column, count);
        write_run(beat, data.offset, data.width, count,
                  [&](std::uint32_t c) { return static_cast<std::uint64_t>(values[c]); });
        set_bits(beat, row.offset, row.width, load.tile_row);
        if (&load == &loads.back()) set_bits(beat, last, 1, 1);
      }
    }
  }
  return stream;
}

}  // namespace denim::engines::demm
