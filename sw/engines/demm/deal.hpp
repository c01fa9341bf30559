// Which column of a k-block lies in which row of a banked memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/tile.hpp"

namespace denim::engines::demm {

// Deals the columns that a tile needs to the rows of the memory, row p of which lies in bank p mod
// n: physical[i] for tile.needed[i]. The banks get as many non-zeros each as can be, for the
// fullest one is the least number of beats: by falling count onto the least loaded bank that has
// room, then by exchanging columns.
void deal_columns(const Sizes& sizes, const Tile& tile, std::vector<std::uint16_t>& physical);

// Turns the lanes' columns into physical rows.
void move_to_physical(Tile& tile, std::span<const std::uint16_t> physical);

}  // namespace denim::engines::demm
