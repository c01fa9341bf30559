// The requantiser, as its definition says it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sw/tensor/matrix.hpp"

namespace denim::golden {

struct Requantise {
  std::uint32_t scale = 1;  // m, below 2^16
  unsigned shift = 0;       // s, at most 47
  bool relu = false;
  int width = 8;  // of a result, bits, signed, 2 … 32
};

/// q = sat(RNE(acc · m / 2^s)): the product exact, rounded to the nearest integer and in the middle
/// of two to the even one, zero where it is negative and `relu` is set, saturated to `width` bits.
/// `acc` has at most 48 bits.
std::int64_t requantise(std::int64_t acc, const Requantise& how);
tensor::Matrix<std::int64_t> requantise(const tensor::Matrix<std::int64_t>& acc,
                                        const Requantise& how);

/// What a requantiser meets, of results that are not zero by `relu`.
struct Edges {
  std::size_t saturated = 0;  // too large for `width` bits, on either side
  std::size_t ties_up = 0;    // in the middle of two integers, of which the even one is larger
  std::size_t ties_down = 0;  // or smaller; neither saturated
};
Edges edges(const tensor::Matrix<std::int64_t>& acc, const Requantise& how);

/// The m and s by which the most results lie in the middle of two integers and do not saturate, the
/// even one larger and smaller as evenly as may be. Nothing where none can.
std::optional<Requantise> tying(const tensor::Matrix<std::int64_t>& acc, int width, bool relu);

/// The finest m and s for which no result of `acc` saturates: m / 2^s at most (2^(width-1) − 1)
/// over the largest magnitude, as near to it as 16 bits of m allow. No s below 0: a factor of at
/// most 2^16 − 1.
Requantise fitting(const tensor::Matrix<std::int64_t>& acc, int width, bool relu);

}  // namespace denim::golden
