#include "sw/tasd/decompose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "sw/tasd/kernels.hpp"

namespace denim::tasd {

namespace {

/// Elements that are split and then counted while they are still in the nearest cache.
constexpr std::size_t kChunk = 4096;

void check_term(Term term) {
  if (!term.valid())
    throw std::invalid_argument(
        fmt::format("{} is not an N:M pattern; 1 <= N <= M <= {}", term.to_string(), kMaxM));
}

/// Throws ElementError for the first NaN or Inf.
template <class T>
void check_elements(const tensor::Matrix<T>& matrix) {
  if constexpr (std::is_floating_point_v<T>)
    if (!all_finite(matrix.data(), matrix.size())) tensor::check_finite(matrix);
}

template <class T>
Tally tally_of(const tensor::Matrix<T>& matrix) {
  return tally(matrix.data(), matrix.size());
}

/// extract_term() for a matrix and a term that were checked.
template <class T>
TermStats extract_checked(tensor::Matrix<T>& residual, Term term, tensor::Matrix<T>& kept) {
  if (kept.rows() != residual.rows() || kept.cols() != residual.cols())
    kept = tensor::Matrix<T>(residual.rows(), residual.cols());

  // Where no block overhangs, the rows join up to one long run.
  const auto m = static_cast<std::size_t>(term.m);
  const bool joined = residual.cols() % m == 0;
  const std::size_t runs = joined ? 1 : residual.rows();
  const std::size_t run = joined ? residual.size() : residual.cols();
  const std::size_t chunk = std::max(kChunk / m, std::size_t{1}) * m;

  TermStats stats{term};
  for (std::size_t i = 0; i < runs; ++i) {
    for (std::size_t at = 0; at < run; at += chunk) {
      const std::size_t begin = i * run + at;
      const std::size_t count = std::min(chunk, run - at);
      split_run(residual.data() + begin, kept.data() + begin, count, term.n, term.m);
      const Tally moved = tally<T>(kept.data() + begin, count);
      stats.kept_count += moved.nonzero_count;
      stats.kept_magnitude += moved.magnitude;
    }
  }
  return stats;
}

double share(double part, double whole) { return whole == 0 ? 0 : part / whole; }

}  // namespace

double Quality::dropped_nonzeros() const {
  return share(static_cast<double>(dropped_count), static_cast<double>(nonzero_count));
}

double Quality::dropped_magnitude() const { return share(dropped_magnitude_sum, magnitude); }

double Quality::executed_fraction() const {
  double sum = 0;
  for (const TermStats& stats : terms)
    sum += stats.share * static_cast<double>(stats.term.n) / static_cast<double>(stats.term.m);
  return sum;
}

template <class T>
Quality quality_of(const tensor::Matrix<T>& matrix) {
  check_elements(matrix);
  const Tally all = tally_of(matrix);
  // Only doubles get there. Half of it, so that no sum in another order gets there either.
  if (all.magnitude > std::numeric_limits<double>::max() / 2)
    throw tensor::TensorError(
        "the magnitudes add up to more than a float64 holds; divide the tensor by a power of two "
        "first, which changes no term");
  Quality quality;
  quality.nonzero_count = all.nonzero_count;
  quality.magnitude = all.magnitude;
  return quality;
}

template <class T>
Quality take_terms(
    tensor::Matrix<T>& residual, const Series& series,
    const std::function<void(const tensor::Matrix<T>& kept, const TermStats& stats)>& visit) {
  if (series.terms.empty()) throw std::invalid_argument("a series needs at least one term");
  for (const Term& term : series.terms) check_term(term);
  Quality quality = quality_of(residual);
  tensor::Matrix<T> kept;
  std::size_t left = quality.nonzero_count;
  const auto take = [&](Term term) {
    quality.terms.push_back(extract_checked(residual, term, kept));
    left -= quality.terms.back().kept_count;
    visit(kept, quality.terms.back());
  };
  for (const Term& term : series.terms) take(term);
  // Ends: a term keeps at least one element of each block that is not empty.
  while (series.repeat_last && left != 0) take(series.terms.back());

  quality.dropped_count = left;
  quality.dropped_magnitude_sum = left == 0 ? 0 : tally_of(residual).magnitude;
  return quality;
}

template <class T>
Decomposition<T> decompose(tensor::Matrix<T> matrix, const Series& series) {
  Decomposition<T> result{{}, std::move(matrix), {}};
  result.quality = take_terms<T>(
      result.residual, series,
      [&](const tensor::Matrix<T>& kept, const TermStats&) { result.terms.push_back(kept); });
  return result;
}

template <class T>
TermStats extract_term(tensor::Matrix<T>& residual, Term term, tensor::Matrix<T>& kept) {
  check_term(term);
  check_elements(residual);
  return extract_checked(residual, term, kept);
}

template <class T>
std::size_t split_block(std::span<T> residual, std::span<T> kept, int n) {
  if (n < 1 || residual.size() > kMaxM || kept.size() != residual.size())
    throw std::invalid_argument(fmt::format(
        "split_block: n = {} of a block of {} into one of {}; n must be at least 1, the "
        "blocks of one length up to {}",
        n, residual.size(), kept.size(), kMaxM));
  if (residual.empty()) return 0;
  const int m = static_cast<int>(residual.size());
  split_run(residual.data(), kept.data(), residual.size(), std::min(n, m), m);
  return tally<T>(kept.data(), kept.size()).nonzero_count;
}

#define DENIM_TASD_DEFINE(T)                                                     \
  template Decomposition<T> decompose(tensor::Matrix<T>, const Series&);         \
  template Quality take_terms(                                                   \
      tensor::Matrix<T>&, const Series&,                                         \
      const std::function<void(const tensor::Matrix<T>&, const TermStats&)>&);   \
  template Quality quality_of(const tensor::Matrix<T>&);                         \
  template TermStats extract_term(tensor::Matrix<T>&, Term, tensor::Matrix<T>&); \
  template std::size_t split_block(std::span<T>, std::span<T>, int);
DENIM_TASD_DEFINE(std::int8_t)
DENIM_TASD_DEFINE(std::int16_t)
DENIM_TASD_DEFINE(std::int32_t)
DENIM_TASD_DEFINE(std::int64_t)
DENIM_TASD_DEFINE(float)
DENIM_TASD_DEFINE(double)
#undef DENIM_TASD_DEFINE

}  // namespace denim::tasd
