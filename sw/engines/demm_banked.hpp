// Packing for a memory of n banks, each with one read port: which rows of A share a beat, and which
// column of the k-block lies in which bank.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm_tile.hpp"

namespace denim::engines::demm {

// Deals the columns that a tile needs to the physical rows of the memory: physical[i] for
// tile.needed[i]. Row p lies in bank p mod n. By falling count of non-zeros onto the least loaded
// bank that has room.
void deal_columns(const Sizes& sizes, const Tile& tile, std::vector<std::uint16_t>& physical);

// Turns the lanes' columns into physical rows.
void move_to_physical(Tile& tile, std::span<const std::uint16_t> physical);

class BankedPacker {
 public:
  explicit BankedPacker(const Sizes& sizes);

  // As Packer's. The lanes' indices are physical rows.
  void start(const Tile& tile);
  bool next(Beat& beat);

 private:
  struct Row {
    std::uint64_t banks = 0;  // those with a non-zero left
    std::uint32_t left = 0;
  };
  Sizes sizes_;
  const Tile* tile_ = nullptr;
  std::vector<Row> rows_;
  std::vector<Lane> lanes_;             // row by row, each row's sorted by bank
  std::vector<std::uint32_t> offsets_;  // of row r's lanes of bank b, at r·(n+1) + b
  std::vector<std::uint32_t> taken_;    // of each row and bank
  std::size_t left_ = 0;
};

}  // namespace denim::engines::demm
