#include "sw/tensor/matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>

#include "sw/tensor/memory.hpp"

namespace denim::tensor {

namespace {

/// True for NaN and Inf. Looks at the bits, so that it vectorises and no -ffast-math breaks it.
bool is_not_finite(float value) {
  return (std::bit_cast<std::uint32_t>(value) & 0x7f800000u) == 0x7f800000u;
}

bool is_not_finite(double value) {
  constexpr std::uint64_t kExponent = 0x7ff0000000000000u;
  return (std::bit_cast<std::uint64_t>(value) & kExponent) == kExponent;
}

}  // namespace

std::size_t checked_size(std::size_t rows, std::size_t cols, std::size_t element_size) {
  const std::size_t limit =
      static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()) / element_size;
  if (cols != 0 && rows > limit / cols)
    throw TensorError(fmt::format("a matrix of {} x {} elements of {} bytes is larger than memory",
                                  rows, cols, element_size));
  return rows * cols;
}

std::size_t affordable_size(std::size_t rows, std::size_t cols, std::size_t element_size) {
  const std::size_t size = checked_size(rows, cols, element_size);
  check_memory(rows, cols, element_size);
  return size;
}

std::string_view to_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::kInt8:
      return "int8";
    case Dtype::kInt16:
      return "int16";
    case Dtype::kInt32:
      return "int32";
    case Dtype::kInt64:
      return "int64";
    case Dtype::kFloat16:
      return "float16";
    case Dtype::kFloat32:
      return "float32";
    case Dtype::kFloat64:
      return "float64";
    case Dtype::kBfloat16:
      return "bfloat16";
    case Dtype::kUint8:
      return "uint8";
    case Dtype::kBool:
      return "bool";
  }
  return "?";
}

std::size_t AnyMatrix::rows() const {
  return std::visit([](const auto& matrix) { return matrix.rows(); }, values);
}

std::size_t AnyMatrix::cols() const {
  return std::visit([](const auto& matrix) { return matrix.cols(); }, values);
}

bool AnyMatrix::is_float() const {
  return std::holds_alternative<Matrix<float>>(values) ||
         std::holds_alternative<Matrix<double>>(values);
}

template <class T>
void check_finite(const Matrix<T>& matrix) {
  if constexpr (std::is_floating_point_v<T>) {
    // First a branch-free look at every element, then the search, which is hardly ever needed.
    unsigned found = 0;
    for (const T value : matrix.values()) found |= static_cast<unsigned>(is_not_finite(value));
    if (found == 0) return;

    const auto values = matrix.values();
    const auto at =
        std::find_if(values.begin(), values.end(), [](T value) { return is_not_finite(value); });
    const auto index = static_cast<std::size_t>(at - values.begin());
    throw ElementError(index / matrix.cols(), index % matrix.cols(),
                       fmt::format("the value is {}; every element must be a finite number", *at));
  }
}

void check_finite(const AnyMatrix& matrix) {
  std::visit([](const auto& values) { check_finite(values); }, matrix.values);
}

template void check_finite(const Matrix<std::int8_t>&);
template void check_finite(const Matrix<std::int16_t>&);
template void check_finite(const Matrix<std::int32_t>&);
template void check_finite(const Matrix<std::int64_t>&);
template void check_finite(const Matrix<float>&);
template void check_finite(const Matrix<double>&);

}  // namespace denim::tensor
