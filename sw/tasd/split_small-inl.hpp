// Blocks of 2, 4, 8 or 16 elements: 2:4, 4:8, … of any type. Compiled once per instruction set; for
// split.cpp alone.

// ---- tables, the same for every instruction set
// --------------------------------------------------
#ifndef SW_TASD_SPLIT_SMALL_TABLES
#define SW_TASD_SPLIT_SMALL_TABLES

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace denim::tasd {

inline constexpr std::size_t kShuffleBytes = 16;  // within them Highway shuffles freely

/// A block that is longer than that is taken as so many pieces of kShuffleBytes.
template <class Key, std::size_t M>
inline constexpr std::size_t kPieces = (M * sizeof(Key) + kShuffleBytes - 1) / kShuffleBytes;

/// How to turn each piece of kWidth elements by 0 … kWidth-1 places, so that after all turns every
/// place has seen every element of the piece.
template <class Key, std::size_t kWidth>
struct Turns {
  static constexpr std::size_t kLanes = kShuffleBytes / sizeof(Key);
  /// For each turn and each byte, the byte that comes there.
  alignas(kShuffleBytes) std::array<std::array<std::uint8_t, kShuffleBytes>, kWidth> from{};
  /// For each turn and each element, 1 where the element that comes has the lower index (and so
  /// wins a tie), else 0.
  alignas(kShuffleBytes) std::array<std::array<Key, kLanes>, kWidth> comes_first{};

  constexpr Turns() {
    for (std::size_t turn = 0; turn < kWidth; ++turn)
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t place = lane % kWidth;
        const std::size_t other = (place + turn) % kWidth;
        comes_first[turn][lane] = static_cast<Key>(other < place);
        for (std::size_t byte = 0; byte < sizeof(Key); ++byte)
          from[turn][lane * sizeof(Key) + byte] =
              static_cast<std::uint8_t>((lane - place + other) * sizeof(Key) + byte);
      }
  }
};

template <class Key, std::size_t kWidth>
inline constexpr Turns<Key, kWidth> kTurns{};

}  // namespace denim::tasd

#endif  // SW_TASD_SPLIT_SMALL_TABLES

// ---- kernel, once per instruction set
// ------------------------------------------------------------
#if defined(SW_TASD_SPLIT_SMALL_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SW_TASD_SPLIT_SMALL_INL_HPP
#undef SW_TASD_SPLIT_SMALL_INL_HPP
#else
#define SW_TASD_SPLIT_SMALL_INL_HPP
#endif

#include "sw/tasd/keys-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

// The last resort without vectors has nothing to shuffle with, and does not need this.
#if HWY_TARGET != HWY_SCALAR

/// The vector to work with. Blocks of several pieces are put together by halves, for which its
/// length must be known when compiling: where it is not, it is one piece.
template <class T, std::size_t M>
using SmallTag =
    std::conditional_t<HWY_HAVE_SCALABLE && (kPieces<Key<T>, M> > 1),
                       hn::CappedTag<Key<T>, kShuffleBytes / sizeof(T)>, hn::ScalableTag<Key<T>>>;

/// Whether a vector of tag D is filled by going on where it starts, and not piece by piece.
template <class T, std::size_t M, class D>
constexpr bool is_one_run() {
  return kPieces<Key<T>, M> == 1 || hn::MaxLanes(D()) * sizeof(T) == kShuffleBytes;
}

/// How far apart two halves of a vector are that holds one piece of each of some blocks.
template <class T, std::size_t M, class D>
constexpr std::size_t half_distance() {
  return hn::MaxLanes(D()) / 2 * kPieces<Key<T>, M>;
}

/// The piece that stands at `from`, and those at the same place of as many further blocks as fit.
template <std::size_t M, class D, class T>
HWY_INLINE hn::Vec<D> load_pieces(D d, const T* from) {
  if constexpr (is_one_run<T, M, D>()) {
    return load_bits(d, from);
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, load_pieces<M>(half, from + half_distance<T, M, D>()),
                       load_pieces<M>(half, from));
  }
}

template <std::size_t M, class D, class T>
HWY_INLINE void store_pieces(D d, hn::Vec<D> bits, T* to) {
  if constexpr (is_one_run<T, M, D>()) {
    store_bits(d, bits, to);
  } else {
    const hn::Half<D> half;
    store_pieces<M>(half, hn::LowerHalf(half, bits), to);
    store_pieces<M>(half, hn::UpperHalf(half, bits), to + half_distance<T, M, D>());
  }
}

/// As many blocks as fill a vector with each of their pieces. An element's rank is how many of its
/// block are larger, or as large and earlier; it is kept if its rank is below `limit`. Without a
/// branch, and in registers: all loops are of a fixed length and rolled out.
template <std::size_t M, class T, class D>
HWY_INLINE void split_small_group(D d, T* residual, T* kept, hn::Vec<D> limit) {
  constexpr std::size_t kCount = kPieces<Key<T>, M>;
  constexpr std::size_t kWidth = M / kCount;
  const hn::Repartition<std::uint8_t, D> bytes;
  const auto& turns = kTurns<Key<T>, kWidth>;
  HWY_ALIGN Key<T> keys[kCount][kMaxLanes<T>];
  HWY_UNROLL(16)
  for (std::size_t piece = 0; piece < kCount; ++piece)
    hn::Store(keys_of<T>(d, load_pieces<M>(d, residual + piece * kWidth)), d, keys[piece]);

  HWY_UNROLL(16)
  for (std::size_t piece = 0; piece < kCount; ++piece) {
    const auto key = hn::Load(d, keys[piece]);
    auto rank = hn::Zero(d);
    HWY_UNROLL(16)
    for (std::size_t from = 0; from < kCount; ++from) {
      HWY_UNROLL(16)
      for (std::size_t turn = from == piece ? 1 : 0; turn < kWidth; ++turn) {
        const auto at = hn::LoadDup128(bytes, turns.from[turn].data());
        const auto turned = hn::TableLookupBytes(hn::BitCast(bytes, hn::Load(d, keys[from])), at);
        const auto comes_first = from == piece ? hn::LoadDup128(d, turns.comes_first[turn].data())
                                               : hn::Set(d, static_cast<Key<T>>(from < piece));
        const auto wins = hn::Lt(hn::BitCast(d, turned), hn::Add(key, comes_first));
        rank = count_up(d, rank, wins);
      }
    }
    const auto keep = hn::And(hn::Lt(rank, limit), hn::Lt(key, hn::Zero(d)));
    const auto bits = load_pieces<M>(d, residual + piece * kWidth);
    store_pieces<M>(d, hn::IfThenElseZero(keep, bits), kept + piece * kWidth);
    store_pieces<M>(d, hn::IfThenZeroElse(keep, bits), residual + piece * kWidth);
  }
}

/// split_run() for m = M.
template <std::size_t M, class T>
void split_small(T* residual, T* kept, std::size_t count, std::size_t n) {
  const SmallTag<T, M> d;
  const std::size_t group = hn::Lanes(d) * kPieces<Key<T>, M>;
  const auto limit = hn::Set(d, static_cast<Key<T>>(n));
  std::size_t i = 0;
  for (; i + group <= count; i += group) split_small_group<M>(d, residual + i, kept + i, limit);
  if (i == count) return;
  // The rest, filled up with zeros, in buffers of a group each.
  HWY_ALIGN T residual_end[kPieces<Key<T>, M> * kMaxLanes<T>] = {};
  HWY_ALIGN T kept_end[kPieces<Key<T>, M> * kMaxLanes<T>];
  std::memcpy(residual_end, residual + i, (count - i) * sizeof(T));
  split_small_group<M>(d, residual_end, kept_end, limit);
  std::memcpy(residual + i, residual_end, (count - i) * sizeof(T));
  std::memcpy(kept + i, kept_end, (count - i) * sizeof(T));
}

#endif  // HWY_TARGET != HWY_SCALAR

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#endif  // the guard of this instruction set
