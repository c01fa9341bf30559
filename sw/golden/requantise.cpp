#include "sw/golden/requantise.hpp"

#include <algorithm>

namespace denim::golden {

using tensor::Matrix;

std::int64_t requantise(std::int64_t acc, const Requantise& how) {
  // |acc| · m stays below 2^63, twice a remainder below 2^48.
  const std::int64_t product = acc * std::int64_t{how.scale};
  const std::int64_t divisor = std::int64_t{1} << how.shift;
  std::int64_t quotient = product / divisor;  // towards zero
  std::int64_t remainder = product % divisor;
  if (remainder < 0) {
    quotient -= 1;  // down
    remainder += divisor;
  }
  const bool odd = quotient % 2 != 0;
  if (2 * remainder > divisor || (2 * remainder == divisor && odd)) quotient += 1;
  if (how.relu) quotient = std::max<std::int64_t>(quotient, 0);
  const std::int64_t largest = (std::int64_t{1} << (how.width - 1)) - 1;
  return std::clamp(quotient, -largest - 1, largest);
}

Matrix<std::int64_t> requantise(const Matrix<std::int64_t>& acc, const Requantise& how) {
  Matrix<std::int64_t> result(acc.rows(), acc.cols());
  std::ranges::transform(acc.values(), result.values().begin(),
                         [&](std::int64_t value) { return requantise(value, how); });
  return result;
}

Requantise fitting(const Matrix<std::int64_t>& acc, int width, bool relu) {
  constexpr std::uint64_t largest_scale = (1U << 16) - 1;
  std::uint64_t largest = 1;
  for (const std::int64_t value : acc.values()) {
    largest = std::max(largest, static_cast<std::uint64_t>(value < 0 ? -value : value));
  }
  const std::uint64_t top = (std::uint64_t{1} << (width - 1)) - 1;
  for (unsigned shift = 47; shift > 0; --shift) {
    const std::uint64_t scale = (top << shift) / largest;
    if (scale >= 1 && scale <= largest_scale) {
      return {static_cast<std::uint32_t>(scale), shift, relu, width};
    }
  }
  const std::uint64_t scale = std::clamp<std::uint64_t>(top / largest, 1, largest_scale);
  return {static_cast<std::uint32_t>(scale), 0, relu, width};
}

}  // namespace denim::golden
