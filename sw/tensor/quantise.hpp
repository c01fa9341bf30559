// From the numbers of a file to the integers of an engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::tensor {

/// The narrowest and the widest operand of any engine, in bits.
inline constexpr int kMinWidth = 4;
inline constexpr int kMaxWidth = 16;

/// One scale for all of a matrix, or one for each row.
enum class Scaling { per_tensor, per_row };

struct Quantised {
  Matrix<std::int32_t> values;    ///< each fits a signed integer of the width asked for
  std::vector<double> scales{1};  ///< original ≈ value · scale: one, or one a row
  std::size_t lost_count = 0;     ///< non-zeros of the original that became 0
  Scaling scaling = Scaling::per_tensor;

  double scale(std::size_t row = 0) const {
    return scales[scaling == Scaling::per_tensor ? 0 : row];
  }
};

/// The matrix as signed integers of `width` bits.
///
/// Floats are quantised symmetrically: scale = max|x| / (2^(width-1) - 1) over the tensor or the
/// row, value = x / scale in double precision, rounded half to even; so -2^(width-1) does not
/// occur. What is all zero has scale 1. Integers are not scaled (scale 1, nothing lost): they are
/// what they are, and -2^(width-1) is welcome.
///
/// Throws ElementError for an integer that does not fit and for NaN or Inf; TensorError for a width
/// outside [kMinWidth, kMaxWidth], or where a scale would not be a normal double.
Quantised quantise(const AnyMatrix& matrix, int width, Scaling scaling = Scaling::per_tensor);

/// How far what engines compute with is from the file: ‖original − scale · kept‖F / ‖original‖F in
/// Frobenius norms, where `kept` is what a series keeps of the quantised values, or they
/// themselves. 0 where the original is all zero.
double error_to_original(const AnyMatrix& original, const Quantised& quantised,
                         const Matrix<std::int32_t>& kept);

}  // namespace denim::tensor
