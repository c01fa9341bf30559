// The inner loops of the decomposition, compiled for each vector width of the processor family and
// chosen when they run. For decompose.cpp alone; T is int8_t, int16_t, int32_t, int64_t, float or
// double.
#pragma once

#include <cstddef>

namespace denim::tasd {

/// Takes `count` elements as blocks of `m` (the last one may be shorter), and moves the `n` largest
/// magnitudes of each block from `residual` to `kept`: there `kept` has the element and `residual`
/// 0, everywhere else `kept` has 0. Ties go to the lowest index, zeros are not moved.
/// 1 <= n <= m <= kMaxM; all elements are finite; the arrays do not overlap. Allocates nothing.
template <class T>
void split_run(T* residual, T* kept, std::size_t count, int n, int m);

struct Tally {
  std::size_t nonzero_count = 0;
  double magnitude = 0;  ///< sum of |x|
};

/// Counts and sums up the non-zeros of `count` elements. The sum is exact for int8, int16 and int32
/// while it is below 2^53; for the other types it is the same on every processor, because it is
/// always added up in the same order.
template <class T>
Tally tally(const T* values, std::size_t count);

/// False where there is a NaN or Inf.
bool all_finite(const float* values, std::size_t count);
bool all_finite(const double* values, std::size_t count);

}  // namespace denim::tasd
