// From the numbers of a file to the integers of an engine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

/// The narrowest and the widest operand of any engine, in bits.
inline constexpr int kMinWidth = 4;
inline constexpr int kMaxWidth = 16;

struct Quantised {
  Matrix<std::int32_t> values;  ///< each fits a signed integer of the width asked for
  double scale = 1;             ///< original ≈ value · scale
  std::size_t lost_count = 0;   ///< non-zeros of the original that became 0
};

/// The matrix as signed integers of `width` bits.
///
/// Floats are quantised symmetrically per tensor: scale = max|x| / (2^(width-1) - 1), value =
/// x / scale in double precision, rounded half to even; so -2^(width-1) does not occur. An all-zero
/// tensor has scale 1. Integers are not scaled (scale 1, nothing lost): they are what they are, and
/// -2^(width-1) is welcome.
///
/// Throws ElementError for an integer that does not fit and for NaN or Inf; TensorError for a width
/// outside [kMinWidth, kMaxWidth], or where the scale would not be a normal double.
Quantised quantise(const AnyMatrix& matrix, int width);

}  // namespace denim::tensor
