// The a stream of `demm`: beats as the packers make them, written bit by bit into words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/layout.hpp"
#include "sim/program/program.hpp"
#include "sw/engines/demm/group.hpp"
#include "sw/engines/demm/tile.hpp"

namespace denim::engines::demm {

// A row that leaves: its row of C, and the accumulator that the beat names.
struct Completed {
  std::uint32_t row = 0;
  std::uint32_t accumulator = 0;
};

class BeatWriter {
 public:
  // For so many rows of A.
  BeatWriter(const spec::Spec& spec, const Sizes& sizes, std::size_t rows);

  // The beats that follow are of the rows that this group has.
  void start_group(const RowGroup& group) { group_ = &group; }
  void write(const Tile& tile, const Beat& beat);
  // A beat of one segment that gets its pass but may have no non-zeros. `used`: it adds, be it
  // nothing; else the engine is only kept busy.
  void write_pass(std::uint32_t row, std::span<const Lane> lanes, bool used, bool last);
  // The last beat is the last one to use its tile.
  void release();

  std::size_t beats() const { return stream_.stored(); }
  // Segments that add to an accumulator row, and of them those that begin a sum.
  std::uint64_t adds() const { return adds_; }
  std::uint64_t begun() const { return begun_; }
  std::size_t emitting_end() const { return emitting_end_; }  // 1 + last beat that gives a result
  program::BeatStream& stream() { return stream_; }
  const program::BeatStream& stream() const { return stream_; }
  const std::vector<Completed>& results() const { return results_; }  // of column tile 0
  // The number of the beat that gives each of them.
  const std::vector<std::uint64_t>& result_beats() const { return result_beats_; }

 private:
  void write_lanes(std::span<std::uint64_t> beat, const Lane* lanes, std::uint32_t count) const;
  void write_segment(std::span<std::uint64_t> beat, std::uint32_t segment, std::uint32_t row,
                     bool last);

  Sizes sizes_;
  spec::Field value_, index_, end_, row_;
  unsigned used_, first_, last_, release_;
  program::BeatStream stream_;
  std::vector<Completed> results_;
  std::vector<std::uint64_t> result_beats_;
  std::size_t emitting_end_ = 0;
  std::uint64_t adds_ = 0, begun_ = 0;
  const RowGroup* group_ = nullptr;
  std::vector<bool> started_;  // rows of A that have had their first segment
};

}  // namespace denim::engines::demm
