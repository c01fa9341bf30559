// split_run() of kernels.hpp. This file is compiled once per instruction set: foreach_target.h
// includes it again and again with other compiler flags.
#include <cstddef>
#include <cstdint>

#include "sw/tasd/kernels.hpp"
#include "sw/tasd/series.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sw/tasd/split.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep; must come before highway.h
#include <hwy/highway.h>

#include "sw/tasd/keys-inl.hpp"
#include "sw/tasd/split_block-inl.hpp"
#include "sw/tasd/split_small-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

template <class T>
void split(T* residual, T* kept, std::size_t count, std::size_t n, std::size_t m) {
  const hn::ScalableTag<Key<T>> widest;
  if (n == m) {  // keeps everything, whatever m is: long blocks have less to set up
    split_blocks(widest, residual, kept, count, kMaxM, kMaxM);
    return;
  }
  if constexpr (kHasVectors) {
    if (m == 2) return split_small<2>(residual, kept, count, n);
    if (m == 4) return split_small<4>(residual, kept, count, n);
    if (m == 8) return split_small<8>(residual, kept, count, n);
    if (m == 16) return split_small<16>(residual, kept, count, n);
  }

  // A narrower vector where the widest would be half empty.
  const hn::CappedTag<Key<T>, 16 / sizeof(T)> narrow;
  if (m % hn::Lanes(widest) != 0 && m <= 4 * hn::Lanes(narrow)) {
    split_blocks(narrow, residual, kept, count, n, m);
  } else {
    split_blocks(widest, residual, kept, count, n, m);
  }
}

#define DENIM_TASD_KERNEL(Type, name)                                                              \
  void split_##name(Type* residual, Type* kept, std::size_t count, std::size_t n, std::size_t m) { \
    split(residual, kept, count, n, m);                                                            \
  }
DENIM_TASD_KERNEL(std::int8_t, int8)
DENIM_TASD_KERNEL(std::int16_t, int16)
DENIM_TASD_KERNEL(std::int32_t, int32)
DENIM_TASD_KERNEL(std::int64_t, int64)
DENIM_TASD_KERNEL(float, float)
DENIM_TASD_KERNEL(double, double)
#undef DENIM_TASD_KERNEL

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace denim::tasd {

#define DENIM_TASD_DISPATCH(Type, name)                                                \
  HWY_EXPORT(split_##name);                                                            \
  template <>                                                                          \
  void split_run(Type* residual, Type* kept, std::size_t count, int n, int m) {        \
    HWY_DYNAMIC_DISPATCH(split_##name)                                                 \
    (residual, kept, count, static_cast<std::size_t>(n), static_cast<std::size_t>(m)); \
  }
DENIM_TASD_DISPATCH(std::int8_t, int8)
DENIM_TASD_DISPATCH(std::int16_t, int16)
DENIM_TASD_DISPATCH(std::int32_t, int32)
DENIM_TASD_DISPATCH(std::int64_t, int64)
DENIM_TASD_DISPATCH(float, float)
DENIM_TASD_DISPATCH(double, double)
#undef DENIM_TASD_DISPATCH

}  // namespace denim::tasd
#endif  // HWY_ONCE
