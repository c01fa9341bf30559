// What the parts of the compiler of `demm` hand to one another: the sizes of the engine, the work
// of one tile, and the beats that do it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::engines::demm {

inline constexpr std::size_t max_lanes = 64;    // of a beat: the largest n
inline constexpr std::size_t max_segments = 8;  // of a beat
inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

struct Sizes {
  explicit Sizes(const spec::Spec& spec)
      : n(static_cast<std::uint32_t>(spec.integer("n"))),
        m(static_cast<std::uint32_t>(spec.integer("m"))),
        columns(static_cast<std::uint32_t>(spec.integer("columns"))),
        rows(static_cast<std::uint32_t>(spec.integer("rows"))),
        segments(static_cast<std::uint32_t>(spec.integer("segments"))),
        overlap(spec.flag("overlap")),
        banked(spec.word("memory") == "banked"),
        fixed(spec.word("passes") == "fixed") {}

  std::uint32_t n, m, columns, rows, segments;
  bool overlap, banked, fixed;
};

// A non-zero: its column within the k-block, or the row of the tile that it meets there.
struct Lane {
  std::uint16_t index = 0;
  std::int16_t value = 0;
};

// A row of A in one tile.
struct TileRow {
  std::uint32_t row = 0;    // of A
  std::uint32_t begin = 0;  // of its non-zeros among the tile's lanes
  std::uint32_t count = 0;  // of them, at least 1
  std::uint16_t bank = 0;   // of its accumulator, which is also its segment
  bool completes = false;   // it has no non-zeros in the tiles behind this one
};

// One visit of a k-block by a row group.
struct Tile {
  std::uint32_t block = 0;
  std::vector<TileRow> rows;
  std::vector<Lane> lanes;            // row by row
  std::vector<std::uint16_t> needed;  // columns of the k-block with a non-zero, rising
  std::uint32_t completed = 0;        // rows that complete
};

// One beat of a tile: each segment takes the lanes from the end of the one before to its own.
struct Beat {
  struct Segment {
    std::uint32_t row = none;  // of the tile's rows; none: the segment is not used
    std::uint32_t end = 0;
    bool last = false;
  };
  std::array<Segment, max_segments> segments;
  std::array<Lane, max_lanes> lanes;
};

inline std::uint32_t ceil_div(std::size_t a, std::size_t b) {
  return static_cast<std::uint32_t>((a + b - 1) / b);
}

// Columns of A in a k-block, of which there are ⌈K/m⌉: m, and what is left in the last one. Where
// tiles overlap and beats are packed, all are as wide, for a small tile beside a large one leaves
// `a` or `b` waiting: each loads while the other is used. Without packing it is m throughout, since
// n:m rows should find n non-zeros in each.
inline std::uint32_t block_width(const Sizes& sizes, std::size_t depth) {
  if (!sizes.overlap || sizes.segments == 1) return sizes.m;
  return ceil_div(depth, ceil_div(depth, sizes.m));
}

}  // namespace denim::engines::demm
