// A second TASD, written from the definition alone and shared with nothing: slow, and right by
// inspection. The tests hold sw/tasd against it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "sw/tensor/matrix.hpp"

namespace denim::test {

/// |x|, in a type that holds it: that of an integer's least value is not an integer of its size.
template <class T>
auto magnitude_of(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::fabs(value);
  } else {
    return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                     : static_cast<std::uint64_t>(value);
  }
}

/// What the view n:m keeps of a matrix; the rest is 0.
template <class T>
tensor::Matrix<T> reference_view(const tensor::Matrix<T>& matrix, std::size_t n, std::size_t m) {
  tensor::Matrix<T> kept(matrix.rows(), matrix.cols());
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::size_t begin = 0; begin < matrix.cols(); begin += m) {
      std::vector<std::size_t> columns;  // of the non-zeros of the block
      for (std::size_t col = begin; col < std::min(begin + m, matrix.cols()); ++col)
        if (matrix(row, col) != 0) columns.push_back(col);
      // Stable: of equal magnitudes the lower column stays in front.
      std::stable_sort(columns.begin(), columns.end(), [&](std::size_t left, std::size_t right) {
        return magnitude_of(matrix(row, left)) > magnitude_of(matrix(row, right));
      });
      for (std::size_t i = 0; i < std::min(n, columns.size()); ++i)
        kept(row, columns[i]) = matrix(row, columns[i]);
    }
  }
  return kept;
}

/// `matrix` without what `kept` holds of it.
template <class T>
tensor::Matrix<T> reference_residual(const tensor::Matrix<T>& matrix,
                                     const tensor::Matrix<T>& kept) {
  tensor::Matrix<T> residual = matrix;
  for (std::size_t row = 0; row < matrix.rows(); ++row)
    for (std::size_t col = 0; col < matrix.cols(); ++col)
      if (kept(row, col) != 0) residual(row, col) = 0;
  return residual;
}

template <class T>
std::size_t reference_count(const tensor::Matrix<T>& matrix) {
  std::size_t count = 0;
  for (const T value : matrix.values()) count += value != 0 ? 1 : 0;
  return count;
}

template <class T>
double reference_magnitude(const tensor::Matrix<T>& matrix) {
  double sum = 0;
  for (const T value : matrix.values()) sum += static_cast<double>(magnitude_of(value));
  return sum;
}

}  // namespace denim::test
