// Blocks of 2, 4, 8 or 16 elements of which a whole number fills 16 bytes: 2:4 on int8 to int32 and
// float, 4:8 on int8 and int16, … Compiled once per instruction set; for split.cpp alone.

// ---- tables, the same for every instruction set
// --------------------------------------------------
#ifndef SW_TASD_SPLIT_SMALL_TABLES
#define SW_TASD_SPLIT_SMALL_TABLES

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace denim::tasd {

inline constexpr std::size_t kShuffleBytes = 16;  // within them Highway shuffles freely

/// How to turn each block of M elements by 1 … M-1 places, so that after all turns every element
/// has met every other one of its block.
template <class Key, std::size_t M>
struct Turns {
  static constexpr std::size_t kLanes = kShuffleBytes / sizeof(Key);
  /// For each turn and each byte, the byte that comes there.
  alignas(kShuffleBytes) std::array<std::array<std::uint8_t, kShuffleBytes>, M - 1> from{};
  /// For each turn and each element, 1 where the element that comes has the lower index (and so
  /// wins a tie), else 0.
  alignas(kShuffleBytes) std::array<std::array<Key, kLanes>, M - 1> comes_first{};

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

/// Whether blocks of m elements of type T are for split_small(), given that m is 2, 4, 8 or 16.
template <class T>
constexpr bool is_small(std::size_t m) {
  return kHasVectors && m * sizeof(T) <= kShuffleBytes;
}

/// One vector. An element's rank is how many of its block are larger, or as large and earlier; it
/// is kept if its rank is below `limit`. All in registers, without a branch.
template <std::size_t M, class T, class D>
HWY_INLINE void split_small_vector(D d, T* residual, T* kept, hn::Vec<D> limit) {
  const hn::Repartition<std::uint8_t, D> bytes;
  const auto& turns = kTurns<Key<T>, M>;
  const auto bits = load_bits(d, residual);
  const auto key = keys_of<T>(d, bits);
  auto rank = hn::Zero(d);
  for (std::size_t turn = 0; turn < M - 1; ++turn) {
    const auto from = hn::LoadDup128(bytes, turns.from[turn].data());
    const auto comes_first = hn::LoadDup128(d, turns.comes_first[turn].data());
    const auto other = hn::BitCast(d, hn::TableLookupBytes(hn::BitCast(bytes, key), from));
    const auto wins = hn::Lt(other, hn::Add(key, comes_first));
    rank = hn::Sub(rank, hn::VecFromMask(d, wins));
  }
  const auto keep = hn::And(hn::Lt(rank, limit), hn::Lt(key, hn::Zero(d)));
  store_bits(d, hn::IfThenElseZero(keep, bits), kept);
  store_bits(d, hn::IfThenZeroElse(keep, bits), residual);
}

/// split_run() for m = M.
template <std::size_t M, class T>
void split_small(T* residual, T* kept, std::size_t count, std::size_t n) {
  const hn::ScalableTag<Key<T>> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto limit = hn::Set(d, static_cast<Key<T>>(n));
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) split_small_vector<M>(d, residual + i, kept + i, limit);
  if (i == count) return;
  // The rest, filled up with zeros, in buffers of a vector each.
  HWY_ALIGN T residual_end[kMaxLanes<T>] = {};
  HWY_ALIGN T kept_end[kMaxLanes<T>];
  std::memcpy(residual_end, residual + i, (count - i) * sizeof(T));
  split_small_vector<M>(d, residual_end, kept_end, limit);
  std::memcpy(residual + i, residual_end, (count - i) * sizeof(T));
  std::memcpy(kept + i, kept_end, (count - i) * sizeof(T));
}

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#endif  // the guard of this instruction set
