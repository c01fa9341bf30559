// The requantiser by search among neighbours, in 128 bits: shared with nothing of the program.
#pragma once

#include <cstdint>

namespace denim::test {

__extension__ typedef __int128 Wide;

inline std::int64_t reference_requantise(std::int64_t acc, std::uint32_t scale, unsigned shift,
                                         bool relu, int width) {
  const Wide product = static_cast<Wide>(acc) * static_cast<Wide>(scale);
  const Wide divisor = static_cast<Wide>(1) << shift;
  const auto distance = [&](Wide quotient) {
    const Wide apart = product - quotient * divisor;
    return apart < 0 ? -apart : apart;
  };
  const Wide near = product / divisor;
  Wide best = near - 1;
  for (Wide candidate = near; candidate <= near + 1; ++candidate) {
    const bool nearer = distance(candidate) < distance(best);
    const bool even_tie = distance(candidate) == distance(best) && candidate % 2 == 0;
    if (nearer || even_tie) best = candidate;
  }
  if (relu && best < 0) best = 0;
  const Wide limit = static_cast<Wide>(1) << (width - 1);
  if (best > limit - 1) best = limit - 1;
  if (best < -limit) best = -limit;
  return static_cast<std::int64_t>(best);
}

}  // namespace denim::test
