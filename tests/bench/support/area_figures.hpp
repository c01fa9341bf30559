// Areas that are worked out of others.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sw/synth/area.hpp"

namespace denim::bench {

// `area` with `other` in place of `part`.
inline void replace(synth::Area& area, const synth::Area& part, const synth::Area& other) {
  for (const synth::Counter& counter : synth::counters) {
    const std::uint64_t all = area.*counter.count + other.*counter.count;
    area.*counter.count = all - std::min(all, part.*counter.count);
  }
}

// A design of `size`, from the same of two smaller ones: what each counter takes for one more is
// the same everywhere. Rounded up, as RAM blocks are.
inline synth::Area extrapolated(const synth::Area& first, std::uint64_t first_size,
                                const synth::Area& second, std::uint64_t second_size,
                                std::uint64_t size) {
  synth::Area area;
  for (const auto& [name, count] : synth::counters) {
    const double each = (static_cast<double>(second.*count) - static_cast<double>(first.*count)) /
                        static_cast<double>(second_size - first_size);
    const double value =
        static_cast<double>(first.*count) + each * static_cast<double>(size - first_size);
    // What is a whole number must not be rounded up for a last bit.
    area.*count = static_cast<std::uint64_t>(std::max(0.0, std::ceil(value - 1e-6)));
  }
  return area;
}

}  // namespace denim::bench
