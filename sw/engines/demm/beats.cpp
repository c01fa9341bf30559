#include "sw/engines/demm/beats.hpp"

#include "sw/engines/bits.hpp"

namespace denim::engines::demm {

using program::set_bits;

BeatWriter::BeatWriter(const spec::Spec& spec, const Sizes& sizes, std::size_t rows)
    : sizes_(sizes), started_(rows) {
  const spec::Layout layout = spec::layout(spec, "a");
  value_ = layout.field("value");
  index_ = layout.field("index");
  end_ = layout.field("end");
  row_ = layout.field("row");
  used_ = layout.field("used").offset;
  first_ = layout.field("first").offset;
  last_ = layout.field("last").offset;
  release_ = layout.field("release").offset;
  stream_ = program::BeatStream("a", layout.width);
}

void BeatWriter::write(const Tile& tile, const Beat& beat) {
  const auto words = stream_.append();
  write_lanes(words, beat.lanes.data(), beat.segments[sizes_.segments - 1].end);
  for (std::uint32_t s = 0; s < sizes_.segments; ++s) {
    const Beat::Segment& segment = beat.segments[s];
    set_bits(words, end_.bit(s), end_.width, segment.end);
    if (segment.row != none) write_segment(words, s, tile.rows[segment.row].row, segment.last);
  }
}

void BeatWriter::write_pass(std::uint32_t row, std::span<const Lane> lanes, bool used, bool last) {
  const auto words = stream_.append();
  const auto count = static_cast<std::uint32_t>(lanes.size());
  write_lanes(words, lanes.data(), count);
  set_bits(words, end_.offset, end_.width, count);
  if (used) write_segment(words, 0, row, last);
}

void BeatWriter::release() { set_bits(stream_.beat(beats() - 1), release_, 1, 1); }

void BeatWriter::write_lanes(std::span<std::uint64_t> beat, const Lane* lanes,
                             std::uint32_t count) const {
  write_run(beat, value_.offset, value_.width, count,
            [&](std::uint32_t i) { return static_cast<std::uint64_t>(lanes[i].value); });
  write_run(beat, index_.offset, index_.width, count,
            [&](std::uint32_t i) { return std::uint64_t{lanes[i].index}; });
}

void BeatWriter::write_segment(std::span<std::uint64_t> beat, std::uint32_t segment,
                               std::uint32_t row, bool last) {
  const RowGroup::Accumulator& accumulator = group_->accumulator(row);
  set_bits(beat, row_.bit(segment), row_.width, accumulator.address);
  set_bits(beat, used_ + segment, 1, 1);
  ++adds_;
  if (!started_[row]) {
    ++begun_;
    set_bits(beat, first_ + segment, 1, 1);
    started_[row] = true;
  }
  if (!last) return;
  set_bits(beat, last_ + segment, 1, 1);
  results_.push_back({row, accumulator.address * sizes_.segments + accumulator.bank});
  emitting_end_ = beats();
  result_beats_.push_back(beats() - 1);
}

}  // namespace denim::engines::demm
