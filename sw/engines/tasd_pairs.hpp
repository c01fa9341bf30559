// What a chain of TASD units must give for beats of values: by sw/tasd, and ordered as the fields
// of a beat want it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/tasd/series.hpp"

namespace denim::engines {

tasd::Series series_of(std::span<const spec::Pattern> terms);

struct Pair {
  std::int32_t value = 0;
  std::uint32_t index = 0;  // within its block
};

// Takes the terms from a beat of values, which becomes the residual. Appends the pairs: for each
// term, in it for each block, the n elements in falling order of magnitude and then rising order of
// index; empty pairs, value and index 0, where there are fewer.
void take_pairs(std::span<std::int32_t> beat, std::span<const spec::Pattern> terms,
                std::vector<Pair>& pairs);

}  // namespace denim::engines
