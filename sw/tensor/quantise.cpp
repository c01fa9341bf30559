#include "sw/tensor/quantise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "sw/tensor/memory.hpp"

namespace denim::tensor {

namespace {

template <class T>
Quantised quantise_floats(const Matrix<T>& matrix, int width) {
  check_finite(matrix);
  double largest = 0;
  for (const T value : matrix.values())
    largest = std::max(largest, std::abs(static_cast<double>(value)));

  Quantised result{Matrix<std::int32_t>(matrix.rows(), matrix.cols())};
  if (largest == 0) return result;
  result.scale = largest / ((1 << (width - 1)) - 1);
  if (result.scale < std::numeric_limits<double>::min())
    throw TensorError(
        fmt::format("the largest magnitude is {}; too small to be quantised, "
                    "multiply the tensor first",
                    largest));
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    const T value = matrix.values()[i];
    // nearbyint rounds half to even: nothing in denim changes the rounding mode.
    const auto rounded =
        static_cast<std::int32_t>(std::nearbyint(static_cast<double>(value) / result.scale));
    result.values.values()[i] = rounded;
    result.lost_count += static_cast<std::size_t>(value != 0 && rounded == 0);
  }
  return result;
}

template <class T>
Quantised narrow_integers(const Matrix<T>& matrix, int width) {
  const std::int32_t low = -(1 << (width - 1));
  const std::int32_t high = (1 << (width - 1)) - 1;
  Quantised result{Matrix<std::int32_t>(matrix.rows(), matrix.cols())};
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    const T value = matrix.values()[i];
    if (value < low || value > high)
      throw ElementError(
          i / matrix.cols(), i % matrix.cols(),
          fmt::format("{} does not fit {} bits; it must be {} to {}", value, width, low, high));
    result.values.values()[i] = static_cast<std::int32_t>(value);
  }
  return result;
}

}  // namespace

Quantised quantise(const AnyMatrix& matrix, int width) {
  if (width < kMinWidth || width > kMaxWidth)
    throw TensorError(fmt::format("operands of {} bits asked for; the width must be {} to {}",
                                  width, kMinWidth, kMaxWidth));
  // The integers, and what taking them apart makes of them.
  check_memory(matrix.rows(), matrix.cols(), (working_copies - 1) * sizeof(std::int32_t));
  return std::visit(
      [&]<class T>(const Matrix<T>& values) {
        if constexpr (std::is_floating_point_v<T>) {
          return quantise_floats(values, width);
        } else {
          return narrow_integers(values, width);
        }
      },
      matrix.values);
}

}  // namespace denim::tensor
