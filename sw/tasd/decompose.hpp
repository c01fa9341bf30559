// The decomposition A ≈ A₁ + A₂ + … of a matrix into terms of N:M patterns ("TASD": Structured
// Sparse Tensor Decomposition, arXiv:2403.07953).
//
// The view of a block of M consecutive elements of a row keeps its N largest magnitudes; ties go to
// the lowest index; zeros are never kept. Rows whose length is no multiple of M end in a shorter
// block, which is the same as one padded with zeros. A₁ = view(A), R₁ = A − A₁, A₂ = view(R₁), …:
// an element is moved, as it is, from the residual to one term, so that A = A₁ + A₂ + … + R
// exactly, for floats too.
//
// T is int8_t, int16_t, int32_t, int64_t, float or double throughout. The magnitude of an integer's
// least value is what it should be: that of int8 −128 is 128.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "sw/tasd/series.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::tasd {

/// What one term keeps.
struct TermStats {
  Term term;
  std::size_t kept_count = 0;
  double kept_magnitude = 0;  ///< sum of |x|; exact for int8 to int32 while it is below 2^53
  double share = 1;           ///< of the blocks, that the term was taken of

  bool operator==(const TermStats&) const = default;
};

/// How good a decomposition is. Shares are of 1, and 0 where there is nothing to share.
struct Quality {
  std::vector<TermStats> terms;  ///< the terms that were taken, repetitions included

  std::size_t nonzero_count = 0;  ///< of A
  double magnitude = 0;           ///< sum of |x| over A
  std::size_t dropped_count = 0;  ///< non-zeros of the residual
  double dropped_magnitude_sum = 0;

  bool lossless() const { return dropped_count == 0; }
  double dropped_nonzeros() const;   ///< share of A's non-zeros that no term keeps
  double dropped_magnitude() const;  ///< share of A's magnitude that no term keeps
  double executed_fraction()
      const;  ///< Σ N/M · share: work in proportion to the dense product; may exceed 1

  bool operator==(const Quality&) const = default;
};

template <class T>
struct Decomposition {
  std::vector<tensor::Matrix<T>> terms;  ///< dense, each of A's shape; quality.terms tells which
  tensor::Matrix<T> residual;
  Quality quality;
};

/// Decomposes `matrix`. Every listed term is taken, also where nothing is left for it; then the
/// last one again as long as the residual is not empty, if the series says so. All terms are held
/// at once (see take_terms for less). Throws ElementError for the first NaN or Inf.
template <class T>
Decomposition<T> decompose(tensor::Matrix<T> matrix, const Series& series);

/// The same without holding the terms: each is shown to `visit`, in order, and then overwritten.
/// `residual` is the matrix before and what is left of it after. Throws, before `visit` is called,
/// as decompose() does.
template <class T>
Quality take_terms(
    tensor::Matrix<T>& residual, const Series& series,
    const std::function<void(const tensor::Matrix<T>& kept, const TermStats& stats)>& visit);

/// What there is to keep of a matrix: a Quality without terms, that drops nothing. Throws
/// ElementError for the first NaN or Inf, TensorError where the sum of magnitudes overflows a
/// double.
template <class T>
Quality quality_of(const tensor::Matrix<T>& matrix);

/// Takes one term: moves what it keeps from `residual` to `kept`, which becomes a matrix of the
/// same shape (and is reused if it already is one). Throws ElementError for the first NaN or Inf,
/// with nothing moved, and std::invalid_argument for a term that is none.
template <class T>
TermStats extract_term(tensor::Matrix<T>& residual, Term term, tensor::Matrix<T>& kept);

/// The view of one block of up to kMaxM elements, in place: moves its n largest magnitudes from
/// `residual` to `kept`, which is overwritten, and returns how many those were (fewer than n where
/// there are fewer non-zeros). n may exceed the length. The elements must be finite and the spans
/// apart; throws std::invalid_argument for n < 1 and for spans that differ in length or are longer.
template <class T>
std::size_t split_block(std::span<T> residual, std::span<T> kept, int n);

#define DENIM_TASD_DECLARE(T)                                                           \
  extern template Decomposition<T> decompose(tensor::Matrix<T>, const Series&);         \
  extern template Quality take_terms(                                                   \
      tensor::Matrix<T>&, const Series&,                                                \
      const std::function<void(const tensor::Matrix<T>&, const TermStats&)>&);          \
  extern template Quality quality_of(const tensor::Matrix<T>&);                         \
  extern template TermStats extract_term(tensor::Matrix<T>&, Term, tensor::Matrix<T>&); \
  extern template std::size_t split_block(std::span<T>, std::span<T>, int);
DENIM_TASD_DECLARE(std::int8_t)
DENIM_TASD_DECLARE(std::int16_t)
DENIM_TASD_DECLARE(std::int32_t)
DENIM_TASD_DECLARE(std::int64_t)
DENIM_TASD_DECLARE(float)
DENIM_TASD_DECLARE(double)
#undef DENIM_TASD_DECLARE

}  // namespace denim::tasd
