// Which rows of B each tile of `demm` loads, where they lie in the memory, and the b stream of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sim/program/program.hpp"
#include "sw/engines/demm/beats.hpp"
#include "sw/engines/demm/model.hpp"
#include "sw/engines/demm/tile.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// Without overlap a tile brings its whole k-block, with it the rows that a non-zero needs. Holds
// what is not plain: memory is in proportion to the non-zeros.
class Loads {
 public:
  Loads(const Sizes& sizes, std::size_t depth)
      : sizes_(sizes), depth_(depth), width_(block_width(sizes, depth)) {}

  // The next tile: `needed` columns of the k-block, at least one. Column c is row c of the tile.
  void add(std::uint32_t block, std::span<const std::uint16_t> needed);
  // Column needed[i] is row physical[i] of the tile.
  void add(std::uint32_t block, std::span<const std::uint16_t> needed,
           std::span<const std::uint16_t> physical);

  std::size_t depth() const { return depth_; }
  std::size_t tiles() const { return tiles_.size(); }
  std::uint32_t last_beats() const;  // b beats of the tile that was added last

  struct Load {
    std::uint32_t b_row = 0;
    std::uint32_t tile_row = 0;
  };
  // The b beats of a tile, in their order.
  void read(std::size_t tile, std::vector<Load>& loads) const;

  program::BeatStream stream(const spec::Spec& spec, const tensor::Matrix<std::int32_t>& b) const;

 private:
  struct Record {
    std::uint32_t block = 0;
    std::uint64_t begin = 0;  // of its columns
  };
  std::uint32_t block_rows(std::uint32_t block) const;

  Sizes sizes_;
  std::size_t depth_;
  std::uint32_t width_;  // of a k-block, columns
  std::vector<Record> tiles_;
  std::vector<std::uint16_t> columns_;   // needed, of k-blocks that are not loaded as they are
  std::vector<std::uint16_t> physical_;  // of each of columns_, for a banked memory
};

}  // namespace denim::engines::demm
