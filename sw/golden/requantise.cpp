#include "sw/golden/requantise.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace denim::golden {

using tensor::Matrix;

namespace {

constexpr unsigned max_shift = 47;

}  // namespace

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

Edges edges(const Matrix<std::int64_t>& acc, const Requantise& how) {
  const std::int64_t largest = (std::int64_t{1} << (how.width - 1)) - 1;
  const std::int64_t divisor = std::int64_t{1} << how.shift;
  Requantise wide = how;
  wide.width = 63;  // nothing saturates
  Edges edges;
  for (const std::int64_t value : acc.values()) {
    if (how.relu && value < 0) continue;
    const std::int64_t rounded = requantise(value, wide);
    if (rounded > largest || rounded < -largest - 1) {
      ++edges.saturated;
      continue;
    }
    const std::int64_t excess = rounded * divisor - value * std::int64_t{how.scale};
    if (2 * std::abs(excess) != divisor) continue;
    ++(excess > 0 ? edges.ties_up : edges.ties_down);
  }
  return edges;
}

std::optional<Requantise> tying(const Matrix<std::int64_t>& acc, int width, bool relu) {
  // A result that is an odd multiple of 2^(s-1) lies in the middle for that s alone: an odd m
  // changes nothing, and m = 1 leaves the most of them small enough.
  Requantise best{1, 0, relu, width};
  Edges found;
  const auto rank = [](const Edges& e) {
    return std::pair(std::min(e.ties_up, e.ties_down), e.ties_up + e.ties_down);
  };
  for (unsigned shift = 1; shift <= max_shift; ++shift) {
    const Requantise how{1, shift, relu, width};
    const Edges these = edges(acc, how);
    if (rank(these) <= rank(found)) continue;
    best = how;
    found = these;
  }
  if (best.shift == 0) return std::nullopt;
  return best;
}

Requantise fitting(const Matrix<std::int64_t>& acc, int width, bool relu) {
  constexpr std::uint64_t largest_scale = (1U << 16) - 1;
  std::uint64_t largest = 1;
  for (const std::int64_t value : acc.values()) {
    largest = std::max(largest, static_cast<std::uint64_t>(value < 0 ? -value : value));
  }
  const std::uint64_t top = (std::uint64_t{1} << (width - 1)) - 1;
  for (unsigned shift = max_shift; shift > 0; --shift) {
    const std::uint64_t scale = (top << shift) / largest;
    if (scale >= 1 && scale <= largest_scale) {
      return {static_cast<std::uint32_t>(scale), shift, relu, width};
    }
  }
  const std::uint64_t scale = std::clamp<std::uint64_t>(top / largest, 1, largest_scale);
  return {static_cast<std::uint32_t>(scale), 0, relu, width};
}

}  // namespace denim::golden
