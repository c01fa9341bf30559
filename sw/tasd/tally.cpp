// tally() and all_finite() of kernels.hpp. This file is compiled once per instruction set, as
// split.cpp is.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <type_traits>

#include "sw/tasd/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sw/tasd/tally.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep; must come before highway.h
#include <hwy/highway.h>

#include "sw/tasd/keys-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

/// Calls take(keys) for all elements, vector by vector, the last one filled up with zeros.
template <class T, class Take>
HWY_INLINE void for_each_vector(const T* values, std::size_t count, Take&& take) {
  const hn::ScalableTag<Key<T>> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) take(keys_of<T>(d, load_bits(d, values + i)));
  if (i != count) {
    HWY_ALIGN T end[kMaxLanes<T>] = {};
    std::memcpy(end, values + i, (count - i) * sizeof(T));
    take(keys_of<T>(d, load_bits(d, end)));
  }
}

/// Adds neighbouring lanes until they are 64 bits wide.
template <class D>
HWY_INLINE hn::Vec<hn::Repartition<std::uint64_t, D>> widen(D /*d*/, hn::Vec<D> values) {
  if constexpr (sizeof(hn::TFromD<D>) == 1) {
    return hn::SumsOf8(values);
  } else if constexpr (sizeof(hn::TFromD<D>) == 2) {
    const hn::Repartition<std::uint32_t, D> wide;
    const auto pairs = hn::BitCast(wide, values);
    return widen(wide, hn::Add(hn::And(pairs, hn::Set(wide, 0xffffu)), hn::ShiftRight<16>(pairs)));
  } else {
    const hn::Repartition<std::uint64_t, D> wide;
    const auto pairs = hn::BitCast(wide, values);
    return hn::Add(hn::And(pairs, hn::Set(wide, 0xffffffffu)), hn::ShiftRight<32>(pairs));
  }
}

/// For integers whose magnitudes can be summed up in 64 bits.
template <class T>
Tally tally_exactly(const T* values, std::size_t count) {
  std::size_t nonzero_count = 0;
  if constexpr (kHasVectors) {
    const hn::ScalableTag<T> d;
    const hn::RebindToUnsigned<decltype(d)> magnitudes;
    const hn::Repartition<std::uint64_t, decltype(d)> sums;
    auto sum = hn::Zero(sums);
    for_each_vector(values, count, [&](auto key) HWY_ATTR {
      nonzero_count += hn::CountTrue(d, hn::Lt(key, hn::Zero(d)));
      sum = hn::Add(sum, widen(magnitudes, hn::BitCast(magnitudes, hn::Neg(key))));
    });
    return {nonzero_count, static_cast<double>(hn::GetLane(hn::SumOfLanes(sums, sum)))};
  } else {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      sum += static_cast<std::uint64_t>(std::abs(std::int64_t{values[i]}));
      nonzero_count += static_cast<std::size_t>(values[i] != 0);
    }
    return {nonzero_count, static_cast<double>(sum)};
  }
}

/// For sums that have to be rounded: kSums of them, each over every kSums-th element, so that they
/// do not depend on the processor's vectors.
template <class T>
Tally tally_in_doubles(const T* values, std::size_t count) {
  constexpr std::size_t kSums = 16;
  HWY_ALIGN double sums[kSums] = {};
  std::size_t i = 0;
  if constexpr (std::is_floating_point_v<T>) {
    const hn::CappedTag<double, kSums> d;
    const hn::Rebind<T, decltype(d)> elements;
    for (; i + kSums <= count; i += kSums)
      for (std::size_t at = 0; at < kSums; at += hn::Lanes(d)) {
        const auto some = hn::LoadU(elements, values + i + at);
        auto magnitude = hn::Zero(d);
        if constexpr (std::is_same_v<T, double>) {
          magnitude = hn::Abs(some);
        } else {
          magnitude = hn::Abs(hn::PromoteTo(d, some));
        }
        hn::Store(hn::Add(hn::Load(d, sums + at), magnitude), d, sums + at);
      }
  }
  for (; i < count; ++i) sums[i % kSums] += std::abs(static_cast<double>(values[i]));

  Tally result;
  const hn::ScalableTag<Key<T>> d;
  for_each_vector(values, count, [&](auto key) HWY_ATTR {
    result.nonzero_count += hn::CountTrue(d, hn::Lt(key, hn::Zero(d)));
  });
  for (const double sum : sums) result.magnitude += sum;
  return result;
}

template <class T>
bool are_finite(const T* values, std::size_t count) {
  // The exponent of NaN and Inf is all ones: no finite magnitude has as many bits set.
  const T infinity = std::numeric_limits<T>::infinity();
  Key<T> infinite_bits = 0;
  std::memcpy(&infinite_bits, &infinity, sizeof infinity);
  const hn::ScalableTag<Key<T>> d;
  auto smallest = hn::Zero(d);
  for_each_vector(values, count, [&](auto key) HWY_ATTR { smallest = hn::Min(smallest, key); });
  return hn::AllTrue(d, hn::Lt(hn::Set(d, static_cast<Key<T>>(-infinite_bits)), smallest));
}

Tally tally_int8(const std::int8_t* values, std::size_t n) { return tally_exactly(values, n); }
Tally tally_int16(const std::int16_t* values, std::size_t n) { return tally_exactly(values, n); }
Tally tally_int32(const std::int32_t* values, std::size_t n) { return tally_exactly(values, n); }
Tally tally_int64(const std::int64_t* values, std::size_t n) { return tally_in_doubles(values, n); }
Tally tally_float(const float* values, std::size_t n) { return tally_in_doubles(values, n); }
Tally tally_double(const double* values, std::size_t n) { return tally_in_doubles(values, n); }
bool finite_float(const float* values, std::size_t n) { return are_finite(values, n); }
bool finite_double(const double* values, std::size_t n) { return are_finite(values, n); }

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace denim::tasd {

#define DENIM_TASD_DISPATCH(Type, name)                   \
  HWY_EXPORT(tally_##name);                               \
  template <>                                             \
  Tally tally(const Type* values, std::size_t n) {        \
    return HWY_DYNAMIC_DISPATCH(tally_##name)(values, n); \
  }
DENIM_TASD_DISPATCH(std::int8_t, int8)
DENIM_TASD_DISPATCH(std::int16_t, int16)
DENIM_TASD_DISPATCH(std::int32_t, int32)
DENIM_TASD_DISPATCH(std::int64_t, int64)
DENIM_TASD_DISPATCH(float, float)
DENIM_TASD_DISPATCH(double, double)
#undef DENIM_TASD_DISPATCH

HWY_EXPORT(finite_float);
HWY_EXPORT(finite_double);

bool all_finite(const float* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(finite_float)(values, count);
}

bool all_finite(const double* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(finite_double)(values, count);
}

}  // namespace denim::tasd
#endif  // HWY_ONCE
