// Dense row-major matrices, and a matrix whose element type is known only when a file was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "sw/tensor/error.hpp"

namespace denim::tensor {

/// rows · cols, refused with a TensorError where that many elements of `element_size` bytes would
/// not fit an object (PTRDIFF_MAX bytes).
std::size_t checked_size(std::size_t rows, std::size_t cols, std::size_t element_size);
/// The same of elements that are about to be made, which must fit the memory that is free.
std::size_t affordable_size(std::size_t rows, std::size_t cols, std::size_t element_size);

/// A dense matrix of `rows` × `cols` elements, row-major and without gaps between the rows. A value
/// type: copies are deep, a default-constructed one is 0 × 0. Indices are the caller's to keep in
/// range.
template <class T>
class Matrix {
 public:
  using value_type = T;

  Matrix() = default;
  ~Matrix() = default;

  /// All elements zero. Throws TensorError where they do not fit the memory, as copies do.
  Matrix(std::size_t rows, std::size_t cols)
      : rows_(rows), cols_(cols), values_(affordable_size(rows, cols, sizeof(T))) {}

  Matrix(Matrix&&) noexcept = default;
  Matrix& operator=(Matrix&&) noexcept = default;
  Matrix(const Matrix& other)
      : rows_(other.rows_),
        cols_(other.cols_),
        values_((affordable_size(rows_, cols_, sizeof(T)), other.values_)) {}
  Matrix& operator=(const Matrix& other) {
    if (size() < other.size()) affordable_size(other.rows_, other.cols_, sizeof(T));
    values_ = other.values_;
    rows_ = other.rows_;
    cols_ = other.cols_;
    return *this;
  }

  /// Takes over `values`, row by row. Throws TensorError unless there are rows · cols of them.
  static Matrix from(std::size_t rows, std::size_t cols, std::vector<T> values) {
    if (values.size() != checked_size(rows, cols, sizeof(T)))
      throw TensorError("a matrix needs rows * cols values");
    Matrix matrix;
    matrix.rows_ = rows;
    matrix.cols_ = cols;
    matrix.values_ = std::move(values);
    return matrix;
  }

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  std::size_t size() const { return values_.size(); }

  T& operator()(std::size_t row, std::size_t col) { return values_[row * cols_ + col]; }
  const T& operator()(std::size_t row, std::size_t col) const { return values_[row * cols_ + col]; }

  std::span<T> row(std::size_t row) { return {values_.data() + row * cols_, cols_}; }
  std::span<const T> row(std::size_t row) const { return {values_.data() + row * cols_, cols_}; }

  /// Every element, row by row.
  std::span<T> values() { return values_; }
  std::span<const T> values() const { return values_; }

  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }

  bool operator==(const Matrix&) const = default;

 private:
  std::size_t rows_ = 0;
  std::size_t cols_ = 0;
  std::vector<T> values_;
};

/// Element types that a file can have. Those of kUint8 are held as int16, less the zero point,
/// those of kBool as int8.
enum class Dtype {
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kFloat16,
  kFloat32,
  kFloat64,
  kBfloat16,
  kUint8,
  kBool
};

/// "int8" … "float64".
std::string_view to_string(Dtype dtype);

/// The Dtype whose elements are held as T in memory.
template <class T>
inline constexpr Dtype kDtypeOf = [] {
  if constexpr (std::is_same_v<T, std::int8_t>) return Dtype::kInt8;
  if constexpr (std::is_same_v<T, std::int16_t>) return Dtype::kInt16;
  if constexpr (std::is_same_v<T, std::int32_t>) return Dtype::kInt32;
  if constexpr (std::is_same_v<T, std::int64_t>) return Dtype::kInt64;
  if constexpr (std::is_same_v<T, float>) return Dtype::kFloat32;
  if constexpr (std::is_same_v<T, double>) return Dtype::kFloat64;
}();

/// A matrix of any of the element types, with the type it has, or is to have, in a file. A float16
/// or bfloat16 file is held as float, which represents each of its values, and is written back as
/// what it was.
///
/// Use `std::visit([](const auto& matrix) { ... }, any.values)` for code that works on every type.
struct AnyMatrix {
  using Values = std::variant<Matrix<std::int8_t>, Matrix<std::int16_t>, Matrix<std::int32_t>,
                              Matrix<std::int64_t>, Matrix<float>, Matrix<double>>;

  Values values;
  Dtype dtype = Dtype::kInt8;

  AnyMatrix() = default;

  template <class T>
  AnyMatrix(Matrix<T> matrix)  // NOLINT: a matrix *is* an AnyMatrix, so the conversion is implicit
      : values(std::move(matrix)), dtype(kDtypeOf<T>) {}

  /// A matrix that is float16 in a file.
  static AnyMatrix float16(Matrix<float> matrix) {
    AnyMatrix any(std::move(matrix));
    any.dtype = Dtype::kFloat16;
    return any;
  }

  std::size_t rows() const;
  std::size_t cols() const;
  bool is_float() const;

  bool operator==(const AnyMatrix&) const = default;
};

/// Throws an ElementError that names the first NaN or Inf in row-major order. Nothing happens for
/// integers.
template <class T>
void check_finite(const Matrix<T>& matrix);
void check_finite(const AnyMatrix& matrix);

extern template void check_finite(const Matrix<std::int8_t>&);
extern template void check_finite(const Matrix<std::int16_t>&);
extern template void check_finite(const Matrix<std::int32_t>&);
extern template void check_finite(const Matrix<std::int64_t>&);
extern template void check_finite(const Matrix<float>&);
extern template void check_finite(const Matrix<double>&);

}  // namespace denim::tensor
