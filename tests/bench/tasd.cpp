// How fast a term is taken, beside a straightforward std::partial_sort per block that does the same
// work on the same data. Prints one table; exits with 1 where the results differ, or where 2:4 on
// int8 is not at least ten times as fast.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sw/tasd/decompose.hpp"
#include "sw/tensor/random.hpp"

namespace {

using denim::tasd::Term;
using denim::tensor::Matrix;

constexpr std::size_t kRows = 256;
constexpr std::size_t kCols = 4096;
constexpr double kRequiredRatio = 10;  // of 2:4 on int8

/// The other way to do it: order the indices of each block by falling magnitude as far as N, and
/// move the elements there. Its one buffer is reused.
template <class T>
void take_by_sorting(Matrix<T>& residual, Term term, Matrix<T>& kept) {
  const auto m = static_cast<std::size_t>(term.m);
  std::vector<std::size_t> order(m);
  const auto magnitude = [](T value) { return std::abs(static_cast<double>(value)); };
  for (std::size_t row = 0; row < residual.rows(); ++row) {
    for (std::size_t begin = 0; begin < residual.cols(); begin += m) {
      const auto block = residual.row(row).subspan(begin, std::min(m, residual.cols() - begin));
      const auto out = kept.row(row).subspan(begin, block.size());
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(block.size());
      const auto n = std::min<std::ptrdiff_t>(term.n, end - order.begin());
      std::iota(order.begin(), end, std::size_t{0});
      std::partial_sort(order.begin(), order.begin() + n, end, [&](std::size_t i, std::size_t j) {
        return magnitude(block[i]) != magnitude(block[j])
                   ? magnitude(block[i]) > magnitude(block[j])
                   : i < j;
      });
      std::ranges::fill(out, T{});
      for (auto at = order.begin(); at != order.begin() + n; ++at)
        out[*at] = std::exchange(block[*at], T{});
    }
  }
}

/// The least time of `runs` calls, in seconds. Each works on a copy, which is not timed.
template <class T, class Take>
double seconds(const Matrix<T>& matrix, Matrix<T>& kept, int runs, Take&& take) {
  double least = std::numeric_limits<double>::infinity();
  for (int run = 0; run < runs; ++run) {
    Matrix<T> residual = matrix;
    const auto begin = std::chrono::steady_clock::now();
    take(residual, kept);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    least = std::min(least, time.count());
  }
  return least;
}

/// Prints one line; returns how often faster we are, 0 where the results differ.
template <class T>
double compare(std::string_view type, Term term, double density) {
  denim::tensor::Rng rng(1);
  Matrix<T> matrix(kRows, kCols);
  for (T& value : matrix.values()) {
    if (!rng.bernoulli(density)) continue;
    if constexpr (std::is_floating_point_v<T>) {
      value = static_cast<T>(rng.laplace(1));
    } else {
      value = static_cast<T>(rng.uniform_int(-127, 127));
    }
  }
  Matrix<T> expected(kRows, kCols);
  Matrix<T> kept(kRows, kCols);
  const double sorting =
      seconds(matrix, expected, 3, [&](auto& from, auto& to) { take_by_sorting(from, term, to); });
  const double ours = seconds(
      matrix, kept, 20, [&](auto& from, auto& to) { denim::tasd::extract_term(from, term, to); });
  const double ratio = kept == expected ? sorting / ours : 0;
  const auto elements = static_cast<double>(matrix.size());
  fmt::print("{:<6} {:>8} {:>8.2f} {:>12.3f} {:>10.3f} {:>13.3f} {:>8.1f}\n", type,
             term.to_string(), density, elements / ours / 1e9,
             elements * static_cast<double>(sizeof(T)) / ours / 1e9, elements / sorting / 1e9,
             ratio);
  return ratio;
}

}  // namespace

int main() {
  fmt::print("one term of a {} x {} matrix, one thread; G = 10^9\n", kRows, kCols);
  fmt::print("{:<6} {:>8} {:>8} {:>12} {:>10} {:>13} {:>8}\n", "type", "term", "density",
             "Gelements/s", "GB/s", "partial_sort", "ratio");
  const double gate = compare<std::int8_t>("int8", {2, 4}, 1);
  std::vector<double> ratios{gate};
  ratios.push_back(compare<std::int8_t>("int8", {2, 4}, 0.1));
  ratios.push_back(compare<std::int8_t>("int8", {4, 8}, 1));
  ratios.push_back(compare<std::int8_t>("int8", {8, 128}, 1));
  ratios.push_back(compare<std::int8_t>("int8", {8, 128}, 0.1));
  ratios.push_back(compare<std::int8_t>("int8", {64, 1024}, 1));
  ratios.push_back(compare<std::int16_t>("int16", {4, 8}, 1));
  ratios.push_back(compare<float>("float", {2, 4}, 1));
  ratios.push_back(compare<float>("float", {4, 8}, 1));
  ratios.push_back(compare<float>("float", {8, 128}, 1));
  ratios.push_back(compare<float>("float", {512, 1024}, 1));
  ratios.push_back(compare<double>("double", {4, 8}, 1));

  if (std::ranges::find(ratios, 0.0) != ratios.end()) {
    fmt::print("error: a ratio of 0: the results differ\n");
    return EXIT_FAILURE;
  }
  if (gate < kRequiredRatio) {
    fmt::print("error: 2:4 on int8 must be at least {} times as fast\n", kRequiredRatio);
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
