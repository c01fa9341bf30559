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

void check_accumulators(const spec::Spec& spec, const program::BeatStream& a,
                        std::span<const TileCost> tiles, const Loads& loads,
                        std::span<const Completed> results, const AccumulatorBound& bound) {
  const Sizes sizes(spec);
  const spec::Layout layout = spec::layout(spec, "a");
  const spec::Field& value = layout.field("value");
  const spec::Field& index = layout.field("index");
  const spec::Field& end = layout.field("end");
  const spec::Field& row = layout.field("row");
  const spec::Field& used = layout.field("used");
  const spec::Field& first = layout.field("first");
  const spec::Field& last = layout.field("last");
  std::vector<std::int64_t> sums(sizes.rows);
  std::vector<std::pair<std::uint32_t, std::int64_t>> done;  // row of C, its sum
  done.reserve(results.size());
  std::vector<Loads::Load> brought;
  std::vector<std::int64_t> largest(sizes.m);
  std::size_t at = 0;
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    loads.read(tile, brought);
    for (const Loads::Load& load : brought) largest[load.tile_row] = bound.largest(load.b_row);
    for (std::uint32_t i = 0; i < tiles[tile].beats; ++i, ++at) {
      const auto beat = a.beat(at);
      unsigned lane = 0;
      for (unsigned s = 0; s < sizes.segments; ++s) {
        const auto segment_end = static_cast<unsigned>(get_bits(beat, end.bit(s), end.width));
        if (get_bits(beat, used.bit(s), 1) == 0) continue;
        std::int64_t& sum = sums[get_bits(beat, row.bit(s), row.width) * sizes.segments + s];
        if (get_bits(beat, first.bit(s), 1) != 0) sum = 0;
        for (; lane < segment_end; ++lane) {
          sum += std::abs(program::get_signed_bits(beat, value.bit(lane), value.width)) *
                 largest[get_bits(beat, index.bit(lane), index.width)];
        }
        if (get_bits(beat, last.bit(s), 1) == 0) continue;
        done.emplace_back(results[done.size()].row, sum);
      }
    }
  }
  std::ranges::sort(done);
  for (const auto& [c_row, sum] : done) bound.check(c_row, sum);
}

}  // namespace denim::engines::demm
