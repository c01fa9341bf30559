#include "sw/tensor/quantise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <type_traits>

#include "sw/tensor/memory.hpp"

namespace denim::tensor {

namespace {

template <class T>
double largest_of(std::span<const T> values) {
  double largest = 0;
  for (const T value : values) largest = std::max(largest, std::abs(static_cast<double>(value)));
  return largest;
}

double scale_for(double largest, int width, const std::string& where) {
  if (largest == 0) return 1;
  const double scale = largest / ((1 << (width - 1)) - 1);
  if (scale < std::numeric_limits<double>::min())
    throw TensorError(
        fmt::format("the largest magnitude{} is {}; too small to be quantised, "
                    "multiply the tensor first",
                    where, largest));
  return scale;
}

template <class T>
Quantised quantise_floats(const Matrix<T>& matrix, int width, Scaling scaling) {
  check_finite(matrix);
  Quantised result;
  result.values = Matrix<std::int32_t>(matrix.rows(), matrix.cols());
  result.scaling = scaling;
  if (scaling == Scaling::per_tensor) {
    result.scales = {scale_for(largest_of(matrix.values()), width, "")};
  } else {
    result.scales.clear();
    for (std::size_t r = 0; r < matrix.rows(); ++r)
      result.scales.push_back(
          scale_for(largest_of(matrix.row(r)), width, fmt::format(" of row {}", r)));
  }
  for (std::size_t r = 0; r < matrix.rows(); ++r) {
    const double scale = result.scale(r);
    const auto from = matrix.row(r);
    const auto to = result.values.row(r);
    for (std::size_t i = 0; i < from.size(); ++i) {
      // nearbyint rounds half to even: nothing in denim changes the rounding mode.
      const auto rounded =
          static_cast<std::int32_t>(std::nearbyint(static_cast<double>(from[i]) / scale));
      to[i] = rounded;
      result.lost_count += static_cast<std::size_t>(from[i] != 0 && rounded == 0);
    }
  }
  return result;
}

template <class T>
Quantised narrow_integers(const Matrix<T>& matrix, int width, Scaling scaling) {
  const std::int32_t low = -(1 << (width - 1));
  const std::int32_t high = (1 << (width - 1)) - 1;
  Quantised result;
  result.values = Matrix<std::int32_t>(matrix.rows(), matrix.cols());
  result.scaling = scaling;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    const T value = matrix.values()[i];
    if (value < low || value > high)
      throw ElementError(
          i / matrix.cols(), i % matrix.cols(),
          fmt::format("{} does not fit {} bits; it must be {} to {}", value, width, low, high));
    result.values.values()[i] = static_cast<std::int32_t>(value);
  }
  if (scaling == Scaling::per_row) result.scales.assign(matrix.rows(), 1);
  return result;
}

}  // namespace

Quantised quantise(const AnyMatrix& matrix, int width, Scaling scaling) {
  if (width < kMinWidth || width > kMaxWidth)
    throw TensorError(fmt::format("operands of {} bits asked for; the width must be {} to {}",
                                  width, kMinWidth, kMaxWidth));
  // The integers, and what taking them apart makes of them.
  check_memory(matrix.rows(), matrix.cols(), (working_copies - 1) * sizeof(std::int32_t));
  return std::visit(
      [&]<class T>(const Matrix<T>& values) {
        if constexpr (std::is_floating_point_v<T>) {
          return quantise_floats(values, width, scaling);
        } else {
          return narrow_integers(values, width, scaling);
        }
      },
      matrix.values);
}

double error_to_original(const AnyMatrix& original, const Quantised& quantised,
                         const Matrix<std::int32_t>& kept) {
  return std::visit(
      [&]<class T>(const Matrix<T>& values) {
        // In shares of the largest, whose squares are neither too large nor too small.
        const double largest = largest_of(values.values());
        if (largest == 0) return 0.0;
        double wrong = 0;
        double right = 0;
        for (std::size_t r = 0; r < values.rows(); ++r) {
          const double scale = quantised.scale(r);
          for (std::size_t c = 0; c < values.cols(); ++c) {
            const auto value = static_cast<double>(values(r, c));
            const double share = value / largest;
            // In halves, as scale · kept may be rounded to more than the largest double.
            const double error = (value / 2 - scale / 2 * kept(r, c)) / (largest / 2);
            wrong += error * error;
            right += share * share;
          }
        }
        return std::sqrt(wrong / right);
      },
      original.values);
}

}  // namespace denim::tensor
