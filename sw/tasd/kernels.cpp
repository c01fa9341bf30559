// See kernels.hpp. This file is compiled once per instruction set: foreach_target.h includes it
// again and again with other compiler flags (https://github.com/google/highway).
//
// Everything is decided on *keys*, signed integers of the element's size: the negated magnitude.
// Negated, because -|x| cannot overflow where |x| does (int8 -128), and because a tie is then
// broken by adding 1, which cannot overflow either. The magnitude bits of a float, read as an
// integer, have the same order as its magnitude.
#include "sw/tasd/kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "sw/tasd/series.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sw/tasd/kernels.cpp"
#include <hwy/foreach_target.h>  // IWYU pragma: keep; must come before highway.h
#include <hwy/highway.h>

// ---- tables, the same for every instruction set
// --------------------------------------------------
#ifndef SW_TASD_KERNELS_TABLES
#define SW_TASD_KERNELS_TABLES

namespace denim::tasd {

inline constexpr std::size_t kVectorBlock = 16;  // bytes within which Highway shuffles freely

/// For blocks of M elements that fill 16 bytes without a gap: how to turn each block by 1 … M-1
/// places, so that after all turns every element has met every other one of its block.
template <class Key, std::size_t M>
struct Turns {
  static constexpr std::size_t kLanes = kVectorBlock / sizeof(Key);
  /// For each turn and each byte, the byte that comes there.
  alignas(kVectorBlock) std::array<std::array<std::uint8_t, kVectorBlock>, M - 1> from{};
  /// For each turn and each element, 1 where the element that comes has the lower index (and so
  /// wins a tie), else 0.
  alignas(kVectorBlock) std::array<std::array<Key, kLanes>, M - 1> comes_first{};

  constexpr Turns() {
    for (std::size_t turn = 1; turn < M; ++turn)
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t place = lane % M;
        const std::size_t other = (place + turn) % M;
        comes_first[turn - 1][lane] = static_cast<Key>(other < place);
        for (std::size_t byte = 0; byte < sizeof(Key); ++byte)
          from[turn - 1][lane * sizeof(Key) + byte] =
              static_cast<std::uint8_t>((lane - place + other) * sizeof(Key) + byte);
      }
  }
};

template <class Key, std::size_t M>
inline constexpr Turns<Key, M> kTurns{};

}  // namespace denim::tasd

#endif  // SW_TASD_KERNELS_TABLES

// ---- kernels, once per instruction set
// -----------------------------------------------------------
HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
using Tag = hn::ScalableTag<T>;
template <class T>
using Key = hwy::MakeSigned<T>;
template <class T>
using KeyVector = hn::Vec<Tag<Key<T>>>;
template <class T>
inline constexpr std::size_t kMaxLanes = HWY_MAX_BYTES / sizeof(T);
/// False for the last resort of processors without SSSE3, whose vectors are of one element.
inline constexpr bool kHasVectors = HWY_TARGET != HWY_SCALAR;

/// Elements, reinterpreted as integers, so that a move is exact for any of them.
template <class T>
HWY_INLINE KeyVector<T> load_bits(const T* from) {
  return hn::BitCast(Tag<Key<T>>(), hn::LoadU(Tag<T>(), from));
}

template <class T>
HWY_INLINE void store_bits(KeyVector<T> bits, T* to) {
  hn::StoreU(hn::BitCast(Tag<T>(), bits), Tag<T>(), to);
}

/// -|x|
template <class T>
HWY_INLINE KeyVector<T> keys_of(KeyVector<T> bits) {
  if constexpr (std::is_floating_point_v<T>) {
    const auto magnitude = hn::Set(Tag<Key<T>>(), std::numeric_limits<Key<T>>::max());
    return hn::Neg(hn::And(bits, magnitude));
  } else {
    return hn::Min(bits, hn::Neg(bits));  // -128 stays -128: the negation wraps
  }
}

/// Blocks of M elements, of which a whole number fills 16 bytes: an element's rank is how many of
/// its block are larger, or as large and earlier; it is kept if its rank is below n. All in
/// registers, without a branch.
template <std::size_t M, class T>
HWY_INLINE void split_small_vector(T* residual, T* kept, KeyVector<T> limit) {
  const Tag<Key<T>> d;
  const hn::Repartition<std::uint8_t, Tag<Key<T>>> bytes;
  const auto& turns = kTurns<Key<T>, M>;
  const auto bits = load_bits(residual);
  const auto key = keys_of<T>(bits);
  auto rank = hn::Zero(d);
  for (std::size_t turn = 0; turn < M - 1; ++turn) {
    const auto from = hn::LoadDup128(bytes, turns.from[turn].data());
    const auto comes_first = hn::LoadDup128(d, turns.comes_first[turn].data());
    const auto other = hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(bytes, key), from));
    const auto wins = hn::Lt(other, hn::Add(key, comes_first));
    rank = hn::Sub(rank, hn::VecFromMask(d, wins));
  }
  const auto keep = hn::And(hn::Lt(rank, limit), hn::Lt(key, hn::Zero(d)));
  store_bits(hn::IfThenElseZero(keep, bits), kept);
  store_bits(hn::IfThenZeroElse(keep, bits), residual);
}

template <std::size_t M, class T>
void split_small(T* residual, T* kept, std::size_t count, std::size_t n) {
  const Tag<Key<T>> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto limit = hn::Set(d, static_cast<Key<T>>(n));
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) split_small_vector<M>(residual + i, kept + i, limit);
  if (i == count) return;
  // The rest, filled up with zeros, in buffers of a vector each.
  HWY_ALIGN T residual_end[kMaxLanes<T>] = {};
  HWY_ALIGN T kept_end[kMaxLanes<T>];
  std::memcpy(residual_end, residual + i, (count - i) * sizeof(T));
  split_small_vector<M>(residual_end, kept_end, limit);
  std::memcpy(residual + i, residual_end, (count - i) * sizeof(T));
  std::memcpy(kept + i, kept_end, (count - i) * sizeof(T));
}

/// One block of any length up to kMaxM: looks for a threshold that n elements exceed, by bisection
/// between 0 and the largest magnitude. It counts over the whole block at each step, but there are
/// few steps (8 for int8, about log2(M) plus a few for the others, since it stops at the first
/// threshold that fits) and no branch per element.
template <class T>
class BlockSplitter {
 public:
  BlockSplitter() : lanes_(hn::Lanes(d_)) {}  // a default one would lack the instruction set

  void split(T* residual, T* kept, std::size_t count, std::size_t n) {
    const std::size_t whole = count - count % lanes_;
    if (whole != count) {
      std::fill_n(end_, lanes_, T{});
      std::memcpy(end_, residual + whole, (count - whole) * sizeof(T));
    }
    padded_ = whole == count ? count : whole + lanes_;
    make_keys(residual, whole);
    find_threshold(n);

    for (std::size_t i = 0; i < whole; i += lanes_) move(residual + i, kept + i, i);
    if (whole != count) {
      HWY_ALIGN T kept_end[kMaxLanes<T>];
      move(end_, kept_end, whole);
      std::memcpy(residual + whole, end_, (count - whole) * sizeof(T));
      std::memcpy(kept + whole, kept_end, (count - whole) * sizeof(T));
    }
  }

 private:
  using K = Key<T>;
  using Magnitude = std::make_unsigned_t<K>;

  static K negated(Magnitude magnitude) { return static_cast<K>(Magnitude{0} - magnitude); }

  void make_keys(const T* residual, std::size_t whole) {
    auto smallest = hn::Zero(d_);
    nonzero_count_ = 0;
    for (std::size_t i = 0; i < padded_; i += lanes_) {
      const auto key = keys_of<T>(load_bits(i < whole ? residual + i : end_));
      hn::Store(key, d_, keys_ + i);
      smallest = hn::Min(smallest, key);
      nonzero_count_ += hn::CountTrue(d_, hn::Lt(key, hn::Zero(d_)));
    }
    HWY_ALIGN K smallest_of[kMaxLanes<T>];
    hn::Store(smallest, d_, smallest_of);
    largest_ =
        Magnitude{0} - static_cast<Magnitude>(*std::min_element(smallest_of, smallest_of + lanes_));
  }

  std::size_t count_above(Magnitude magnitude) const {
    const auto threshold = hn::Set(d_, negated(magnitude));
    std::size_t count = 0;
    for (std::size_t i = 0; i < padded_; i += lanes_)
      count += hn::CountTrue(d_, hn::Lt(hn::Load(d_, keys_ + i), threshold));
    return count;
  }

  /// Sets threshold_ and ties_: all magnitudes above the threshold are kept, and the first ties_ of
  /// those equal to it.
  void find_threshold(std::size_t n) {
    threshold_ = 0;
    ties_ = 0;
    if (nonzero_count_ <= n) return;
    // More than n are above `low`; `above` <= n are above `high`.
    Magnitude low = 0;
    Magnitude high = largest_;
    std::size_t above = 0;
    while (high - low > 1 && above != n) {
      const auto middle = static_cast<Magnitude>(low + (high - low) / 2);
      const std::size_t count = count_above(middle);
      if (count > n) {
        low = middle;
      } else {
        high = middle;
        above = count;
      }
    }
    threshold_ = negated(high);
    ties_ = n - above;
  }

  /// Moves what is to be kept of one vector, the keys of which stand at `at`.
  void move(T* residual, T* kept, std::size_t at) {
    const auto bits = load_bits(residual);
    const auto key = hn::Load(d_, keys_ + at);
    const auto threshold = hn::Set(d_, threshold_);
    auto keep = hn::Lt(key, threshold);
    if (ties_ > 0) {
      const auto tied = hn::Eq(key, threshold);
      const std::size_t count = hn::CountTrue(d_, tied);
      if (count > ties_) {  // at most once in a block
        move_first_ties(residual, kept, at);
        return;
      }
      keep = hn::Or(keep, tied);
      ties_ -= count;
    }
    store_bits(hn::IfThenElseZero(keep, bits), kept);
    store_bits(hn::IfThenZeroElse(keep, bits), residual);
  }

  /// move() for the vector in which the room for ties ends: element by element.
  HWY_NOINLINE void move_first_ties(T* residual, T* kept, std::size_t at) {
    for (std::size_t i = 0; i < lanes_; ++i) {
      const K key = keys_[at + i];
      const bool tied = key == threshold_ && ties_ > 0;
      const bool keep = key < threshold_ || tied;
      ties_ -= static_cast<std::size_t>(tied);
      kept[i] = keep ? residual[i] : T{};
      if (keep) residual[i] = T{};
    }
  }

  const Tag<K> d_{};
  const std::size_t lanes_;
  std::size_t padded_ = 0;  // length of the block, rounded up to whole vectors
  std::size_t nonzero_count_ = 0;
  Magnitude largest_ = 0;
  K threshold_ = 0;
  std::size_t ties_ = 0;
  HWY_ALIGN K keys_[kMaxM + kMaxLanes<T>];
  HWY_ALIGN T end_[kMaxLanes<T>];
};

template <class T>
void split_large(T* residual, T* kept, std::size_t count, std::size_t n, std::size_t m) {
  BlockSplitter<T> splitter;
  for (std::size_t i = 0; i < count; i += m)
    splitter.split(residual + i, kept + i, std::min(m, count - i), n);
}

template <class T>
void split(T* residual, T* kept, std::size_t count, std::size_t n, std::size_t m) {
  constexpr std::size_t kSize = sizeof(T);
  if (n == m) {  // keeps everything, whatever m is: long blocks have less to set up
    split_large(residual, kept, count, kMaxM, kMaxM);
    return;
  }
  if constexpr (kHasVectors && 2 * kSize <= kVectorBlock)
    if (m == 2) return split_small<2>(residual, kept, count, n);
  if constexpr (kHasVectors && 4 * kSize <= kVectorBlock)
    if (m == 4) return split_small<4>(residual, kept, count, n);
  if constexpr (kHasVectors && 8 * kSize <= kVectorBlock)
    if (m == 8) return split_small<8>(residual, kept, count, n);
  if constexpr (kHasVectors && 16 * kSize <= kVectorBlock)
    if (m == 16) return split_small<16>(residual, kept, count, n);
  split_large(residual, kept, count, n, m);
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

template <class T>
Tally tally_vectors(const T* values, std::size_t count) {
  const Tag<T> d;
  const hn::RebindToUnsigned<Tag<T>> magnitudes;
  const hn::Repartition<std::uint64_t, Tag<T>> sums;
  const std::size_t lanes = hn::Lanes(d);
  auto sum = hn::Zero(sums);
  std::size_t nonzero_count = 0;
  const auto add = [&](const T* from) HWY_ATTR {
    const auto key = keys_of<T>(hn::LoadU(d, from));
    nonzero_count += hn::CountTrue(d, hn::Lt(key, hn::Zero(d)));
    sum = hn::Add(sum, widen(magnitudes, hn::BitCast(magnitudes, hn::Neg(key))));
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) add(values + i);
  if (i != count) {
    HWY_ALIGN T end[kMaxLanes<T>] = {};
    std::memcpy(end, values + i, (count - i) * sizeof(T));
    add(end);
  }
  return {nonzero_count, static_cast<double>(hn::GetLane(hn::SumOfLanes(sums, sum)))};
}

/// tally() of the integers whose magnitudes can be summed up in 64 bits.
template <class T>
Tally tally_integers(const T* values, std::size_t count) {
  if constexpr (!kHasVectors) {
    std::uint64_t sum = 0;
    std::size_t nonzero_count = 0;
    for (const T* value = values; value != values + count; ++value) {
      sum += static_cast<std::uint64_t>(std::abs(std::int64_t{*value}));
      nonzero_count += static_cast<std::size_t>(*value != 0);
    }
    return {nonzero_count, static_cast<double>(sum)};
  } else {
    return tally_vectors(values, count);
  }
}

#define DENIM_TASD_KERNELS(Type, name)                                                             \
  void split_##name(Type* residual, Type* kept, std::size_t count, std::size_t n, std::size_t m) { \
    split(residual, kept, count, n, m);                                                            \
  }
DENIM_TASD_KERNELS(std::int8_t, int8)
DENIM_TASD_KERNELS(std::int16_t, int16)
DENIM_TASD_KERNELS(std::int32_t, int32)
DENIM_TASD_KERNELS(std::int64_t, int64)
DENIM_TASD_KERNELS(float, float)
DENIM_TASD_KERNELS(double, double)
#undef DENIM_TASD_KERNELS

Tally tally_int8(const std::int8_t* values, std::size_t n) { return tally_integers(values, n); }
Tally tally_int16(const std::int16_t* values, std::size_t n) { return tally_integers(values, n); }
Tally tally_int32(const std::int32_t* values, std::size_t n) { return tally_integers(values, n); }

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

// ---- choice of the instruction set
// ---------------------------------------------------------------
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

HWY_EXPORT(tally_int8);
HWY_EXPORT(tally_int16);
HWY_EXPORT(tally_int32);

template <>
Tally tally(const std::int8_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(tally_int8)(values, count);
}

template <>
Tally tally(const std::int16_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(tally_int16)(values, count);
}

template <>
Tally tally(const std::int32_t* values, std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(tally_int32)(values, count);
}

namespace {

/// For sums that have to be rounded: eight of them, each over every eighth element, whatever the
/// processor's vectors are.
template <class T>
Tally tally_in_doubles(const T* values, std::size_t count) {
  constexpr std::size_t kSums = 8;
  std::array<double, kSums> sums{};
  std::array<std::size_t, kSums> counts{};
  const auto add = [&](std::size_t sum, T value) {
    sums[sum] += std::abs(static_cast<double>(value));
    counts[sum] += static_cast<std::size_t>(value != 0);
  };
  std::size_t i = 0;
  for (; i + kSums <= count; i += kSums)
    for (std::size_t sum = 0; sum < kSums; ++sum) add(sum, values[i + sum]);
  for (; i < count; ++i) add(i % kSums, values[i]);
  Tally result;
  for (std::size_t sum = 0; sum < kSums; ++sum) {
    result.nonzero_count += counts[sum];
    result.magnitude += sums[sum];
  }
  return result;
}

}  // namespace

template <>
Tally tally(const std::int64_t* values, std::size_t count) {
  return tally_in_doubles(values, count);
}

template <>
Tally tally(const float* values, std::size_t count) {
  return tally_in_doubles(values, count);
}

template <>
Tally tally(const double* values, std::size_t count) {
  return tally_in_doubles(values, count);
}

}  // namespace denim::tasd
#endif  // HWY_ONCE
