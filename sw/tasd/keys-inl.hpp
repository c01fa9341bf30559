// What the kernels have in common. Compiled once per instruction set, hence the unusual guard
// (https://github.com/google/highway); for split.cpp and tally.cpp alone.
//
// Everything is decided on *keys*, signed integers of the element's size: the negated magnitude.
// Negated, because -|x| cannot overflow where |x| does (int8 -128), and because a tie is then
// broken by adding 1, which cannot overflow either. The magnitude bits of a float, read as an
// integer, have the same order as its magnitude.
#if defined(SW_TASD_KEYS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SW_TASD_KEYS_INL_HPP
#undef SW_TASD_KEYS_INL_HPP
#else
#define SW_TASD_KEYS_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// False for the last resort of processors without SSSE3, whose vectors are of one element.
inline constexpr bool kHasVectors = HWY_TARGET != HWY_SCALAR;

template <class T>
using Key = hwy::MakeSigned<T>;

/// As many elements as fill the widest vector; buffers on the stack have this size.
template <class T>
inline constexpr std::size_t kMaxLanes = HWY_MAX_BYTES / sizeof(T);

/// The elements at `from`, reinterpreted as keys are, so that moving them is exact for any type.
template <class D, class T>
HWY_INLINE hn::Vec<D> load_bits(D d, const T* from) {
  return hn::BitCast(d, hn::LoadU(hn::Rebind<T, D>(), from));
}

template <class D, class T>
HWY_INLINE void store_bits(D /*d*/, hn::Vec<D> bits, T* to) {
  const hn::Rebind<T, D> elements;
  hn::StoreU(hn::BitCast(elements, bits), elements, to);
}

/// -|x| of elements of type T.
template <class T, class D>
HWY_INLINE hn::Vec<D> keys_of(D d, hn::Vec<D> bits) {
  if constexpr (std::is_floating_point_v<T>) {
    return hn::Neg(hn::And(bits, hn::Set(d, std::numeric_limits<Key<T>>::max())));
  } else {
    static_cast<void>(d);
    return hn::Min(bits, hn::Neg(bits));  // -128 stays -128: the negation wraps
  }
}

/// `count`, and 1 more where `mask` is true.
template <class D>
HWY_INLINE hn::Vec<D> count_up(D d, hn::Vec<D> count, hn::Mask<D> mask) {
  if constexpr (HWY_TARGET <=
                HWY_AVX3) {  // masks of bits: an addition under one is one instruction
    return hn::IfThenElse(mask, hn::Add(count, hn::Set(d, hn::TFromD<D>{1})), count);
  } else {  // a true lane is -1
    return hn::Sub(count, hn::VecFromMask(d, mask));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#endif  // the guard of this instruction set
