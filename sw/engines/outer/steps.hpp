// The steps of k that `outer` is sent for a band of rows of A and a band of columns of B, which are
// as wide as all its units: only those in which both have a value, and in pieces where a tile has
// more values than a beat.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::engines::outer {

struct Sizes {
  explicit Sizes(const spec::Spec& spec);

  std::size_t p, q, tile, unit_rows, unit_cols, queue, a_slots, b_slots;
  std::size_t banks, collector;  // rows and columns of banks; `tile`: nothing conflicts
  // Rows, and columns, of the tile in a row or column of banks.
  std::size_t fold() const { return tile / banks; }
  std::size_t units() const { return unit_rows * unit_cols; }
  std::size_t band_rows() const { return unit_rows * tile; }
  std::size_t band_columns() const { return unit_cols * tile; }
};

// The values of an operand, by k and in it by tiles of rows of A or columns of B; not the zeros.
class Lines {
 public:
  struct Value {
    std::uint32_t line = 0;  // row of A or column of B
    std::int32_t value = 0;
  };
  // `line_of` and `k_of` of an element of the matrix at row and column are its row and column, or
  // its column and row where `transposed`.
  Lines(const tensor::Matrix<std::int32_t>& matrix, bool transposed, std::size_t tile);

  std::size_t depth() const { return depth_; }
  std::size_t tiles() const { return tiles_; }
  // In rising order of their lines; none of a tile beyond the last.
  std::span<const Value> values(std::size_t k, std::size_t tile) const {
    if (tile >= tiles_) return {};
    const std::size_t at = k * tiles_ + tile;
    return {values_.data() + starts_[at], starts_[at + 1] - starts_[at]};
  }

 private:
  std::size_t depth_, tiles_;
  std::vector<std::size_t> starts_;
  std::vector<Value> values_;
};

// A step of k: piece `a_piece` of the column of each tile of A, piece `b_piece` of the row of each
// tile of B.
struct Step {
  std::uint32_t k = 0, a_piece = 0, b_piece = 0;
};
std::span<const Lines::Value> piece(std::span<const Lines::Value> values, std::size_t number,
                                    std::size_t slots);

// The rounds in which so many lanes use up the values of one operand's part of a step of k, where
// a bank takes one value a round: ⌈values/lanes⌉ where nothing conflicts.
//
// Value i is one of lane i mod lanes, which takes its values in their order. In each round a lane
// has its next value, unless it is `collector` values ahead of the lane that is farthest behind; of
// those in one bank, line mod banks, that of the lowest line goes, and others wait.
std::size_t rounds(const Sizes& sizes, std::span<const Lines::Value> values, std::size_t lanes);

// Of a band of rows and one of columns, by number, in the order in which they are sent.
std::vector<Step> steps(const Sizes& sizes, const Lines& a, const Lines& b, std::size_t a_band,
                        std::size_t b_band);

}  // namespace denim::engines::outer
