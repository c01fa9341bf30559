// Which rows of each group come late (group.hpp), so that no tile has more rows that complete than
// it has beats.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/group.hpp"
#include "sw/engines/demm/tile.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// The cycles of one column tile of several, by what is known of its tiles before they are packed.
std::uint64_t estimate(const Sizes& sizes, std::span<const Term> terms, std::uint64_t column_tiles,
                       Late late);

// A few choices of the least estimates, of some shares of a group and the k-blocks with the most
// non-zeros; none where no choice is better than no late rows.
std::vector<Late> promising(const Sizes& sizes, std::span<const Term> terms,
                            std::uint64_t column_tiles);

}  // namespace denim::engines::demm
