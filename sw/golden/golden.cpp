#include "sw/golden/golden.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace denim::golden {

using tensor::Matrix;
using tensor::TensorError;

namespace {

// Compiled also for the vectors of newer processors, of which GCC chooses when the program starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(DENIM_SAN)
#define DENIM_VECTORS [[gnu::target_clones("avx2", "default"), gnu::optimize("O3")]]
#else
#define DENIM_VECTORS
#endif

/// A non-zero of a row of A, by the row of B that it multiplies.
struct Scaled {
  const std::int16_t* row;
  std::int16_t factor;
};

/// sums += the four products, of which no sum leaves 32 bits. Four, so that a sum is loaded and
/// stored once for four multiplications.
DENIM_VECTORS void add_four(std::int32_t* sums, const Scaled* four, std::size_t count) {
  const auto [r0, f0] = four[0];
  const auto [r1, f1] = four[1];
  const auto [r2, f2] = four[2];
  const auto [r3, f3] = four[3];
  for (std::size_t j = 0; j < count; ++j)
    sums[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
}
#undef DENIM_VECTORS

/// The same triple loop as below for operands of 16 bits whose sums all fit 32 bits.
Matrix<std::int64_t> multiply_narrowly(const Matrix<std::int32_t>& a,
                                       const Matrix<std::int32_t>& b) {
  const std::vector<std::int16_t> values(b.values().begin(), b.values().end());
  const Scaled nothing{values.data(), 0};
  Matrix<std::int64_t> c(a.rows(), b.cols());
  std::vector<std::int32_t> sums(b.cols());
  std::vector<Scaled> products;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    products.clear();
    for (std::size_t k = 0; k < a.cols(); ++k)
      if (a(i, k) != 0)
        products.push_back({&values[k * b.cols()], static_cast<std::int16_t>(a(i, k))});
    while (products.size() % 4 != 0) products.push_back(nothing);
    std::ranges::fill(sums, 0);
    for (std::size_t p = 0; p < products.size(); p += 4)
      add_four(sums.data(), &products[p], sums.size());
    std::ranges::copy(sums, c.row(i).begin());
  }
  return c;
}

/// The triple loop. Rows of B run innermost, so that memory is walked in order; zeros of A, of
/// which a sparse matrix is full, are not multiplied.
template <class In, class Out>
Matrix<Out> multiply_plainly(const Matrix<In>& a, const Matrix<In>& b) {
  if (a.cols() != b.rows())
    throw TensorError(fmt::format("{} x {} times {} x {}: the columns of A must be the rows of B",
                                  a.rows(), a.cols(), b.rows(), b.cols()));
  Matrix<Out> c(a.rows(), b.cols());
  for (std::size_t i = 0; i < a.rows(); ++i)
    for (std::size_t k = 0; k < a.cols(); ++k) {
      const Out factor = a(i, k);
      if (factor == 0) continue;
      for (std::size_t j = 0; j < b.cols(); ++j) c(i, j) += factor * static_cast<Out>(b(k, j));
    }
  return c;
}

/// At most 2^31.
std::uint64_t largest_magnitude(const Matrix<std::int32_t>& matrix) {
  std::uint64_t largest = 0;
  for (const std::int64_t value : matrix.values())
    largest = std::max(largest, static_cast<std::uint64_t>(value < 0 ? -value : value));
  return largest;
}

template <class T>
double norm(const Matrix<T>& matrix) {
  double sum = 0;
  for (const T value : matrix.values())
    sum += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(sum);
}

double share_of(double wrong, double right) {
  if (wrong == 0) return 0;
  return right == 0 ? std::numeric_limits<double>::infinity() : wrong / right;
}

template <class T>
double error_of(const Matrix<T>& a, const Matrix<T>& residual, const Matrix<T>& b) {
  if (residual.rows() != a.rows() || residual.cols() != a.cols())
    throw TensorError(fmt::format("a residual of {} x {} does not belong to a matrix of {} x {}",
                                  residual.rows(), residual.cols(), a.rows(), a.cols()));
  const double wrong = frobenius_norm(multiply(residual, b));
  return wrong == 0 ? 0 : share_of(wrong, frobenius_norm(multiply(a, b)));
}

}  // namespace

Matrix<std::int64_t> multiply(const Matrix<std::int32_t>& a, const Matrix<std::int32_t>& b) {
  const std::uint64_t a_most = largest_magnitude(a);
  const std::uint64_t b_most = largest_magnitude(b);
  const std::uint64_t product = a_most * b_most;  // at most 2^62
  constexpr std::uint64_t kLimit = std::numeric_limits<std::int64_t>::max();
  if (product != 0 && a.cols() > kLimit / product)
    throw TensorError(
        fmt::format("sums of {} products of up to {} could overflow 64 bits", a.cols(), product));
  constexpr std::uint64_t narrow = std::numeric_limits<std::int16_t>::max();
  constexpr std::uint64_t sums = std::numeric_limits<std::int32_t>::max();
  const bool fits =
      std::max(a_most, b_most) <= narrow && (product == 0 || a.cols() <= sums / product);
  if (fits && a.cols() == b.rows() && product != 0) return multiply_narrowly(a, b);
  return multiply_plainly<std::int32_t, std::int64_t>(a, b);
}

Matrix<double> multiply(const Matrix<double>& a, const Matrix<double>& b) {
  return multiply_plainly<double, double>(a, b);
}

double frobenius_norm(const Matrix<std::int64_t>& matrix) { return norm(matrix); }

double frobenius_norm(const Matrix<double>& matrix) { return norm(matrix); }

double relative_error(const Matrix<std::int32_t>& a, const Matrix<std::int32_t>& residual,
                      const Matrix<std::int32_t>& b) {
  return error_of(a, residual, b);
}

double relative_error(const Matrix<double>& a, const Matrix<double>& residual,
                      const Matrix<double>& b) {
  return error_of(a, residual, b);
}

double relative_error(const Matrix<std::int64_t>& right, const Matrix<std::int64_t>& result) {
  if (right.rows() != result.rows() || right.cols() != result.cols())
    throw TensorError(fmt::format("a result of {} x {} does not belong to one of {} x {}",
                                  result.rows(), result.cols(), right.rows(), right.cols()));
  Matrix<std::int64_t> wrong = right;
  for (std::size_t i = 0; i < wrong.size(); ++i) wrong.values()[i] -= result.values()[i];
  return share_of(frobenius_norm(wrong), frobenius_norm(right));
}

}  // namespace denim::golden
