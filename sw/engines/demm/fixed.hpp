// The published form of `demm`'s schedule, kept as a baseline: every row takes the same passes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sw/engines/demm/beats.hpp"
#include "sw/engines/demm/loads.hpp"
#include "sw/engines/demm/model.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines::demm {

// In each k-block, needed or not, every row of a group takes for each term as many beats of up to n
// non-zeros as the fullest row of that term in its fullest k-block needs. A row's result leaves
// with its last beat of all; a beat without non-zeros is not used otherwise. Rows without any
// non-zero take their beats too. One segment, any memory but a banked one.
void schedule_fixed(const Sizes& sizes, std::span<const Term> terms, BeatWriter& writer,
                    Loads& loads, std::vector<TileCost>& tiles,
                    std::vector<std::uint32_t>& zero_rows);

}  // namespace denim::engines::demm
