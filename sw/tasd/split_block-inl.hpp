// Blocks of any length up to kMaxM, one after the other. Compiled once per instruction set; for
// split.cpp alone.

// ---- table, the same for every instruction set
// ---------------------------------------------------
#ifndef SW_TASD_SPLIT_BLOCK_TABLES
#define SW_TASD_SPLIT_BLOCK_TABLES

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "sw/tasd/series.hpp"

namespace denim::tasd {

/// Up to this length, comparing every element with every other one is faster than bisection.
inline constexpr std::size_t kMaxRanked = 32;

/// kMaxRanked zeros, then ones: read from kMaxRanked - distance on, it says from which element on
/// another one, `distance` further, has the lower index.
template <class Key>
inline constexpr auto kStep = [] {
  std::array<Key, 2 * kMaxRanked + 256> step{};  // 256: lanes of the widest vector there is
  for (std::size_t i = kMaxRanked; i < step.size(); ++i) step[i] = 1;
  return step;
}();

}  // namespace denim::tasd

#endif  // SW_TASD_SPLIT_BLOCK_TABLES

// ---- kernel, once per instruction set
// ------------------------------------------------------------
#if defined(SW_TASD_SPLIT_BLOCK_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SW_TASD_SPLIT_BLOCK_INL_HPP
#undef SW_TASD_SPLIT_BLOCK_INL_HPP
#else
#define SW_TASD_SPLIT_BLOCK_INL_HPP
#endif

#include "sw/tasd/keys-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace denim::tasd {
namespace HWY_NAMESPACE {

/// Splits one block at a time; holds the buffers that all blocks share. D is the vector of keys to
/// work with.
///
/// Short blocks are split by rank, as split_small() does it. For long ones it looks for a threshold
/// that n elements exceed, by bisection between 0 and (nearly) the largest magnitude. It counts
/// over the whole block at each step, but there are few steps (4 for int8, about log2(M) plus a few
/// for the others, since it stops at the first threshold that fits) and no branch for an element.
template <class T, class D>
class BlockSplitter {
 public:
  BlockSplitter() : lanes_(hn::Lanes(d_)) {}  // a default one would lack the instruction set

  void split(T* residual, T* kept, std::size_t count, std::size_t n) {
    const std::size_t whole = count - count % lanes_;
    if (whole != count) {
      std::fill_n(residual_end_, lanes_, T{});
      std::memcpy(residual_end_, residual + whole, (count - whole) * sizeof(T));
    }
    padded_ = whole == count ? count : whole + lanes_;
    make_keys(residual, whole);

    threshold_ = 0;  // keeps every non-zero
    ties_ = 0;
    ranked_ = nonzero_count_ > n && count <= kMaxRanked;
    if (nonzero_count_ > n && !ranked_) find_threshold(n);
    count_ = count;
    n_ = n;

    for (std::size_t i = 0; i < whole; i += lanes_) move(residual + i, kept + i, i);
    if (whole != count) {
      move(residual_end_, kept_end_, whole);
      std::memcpy(residual + whole, residual_end_, (count - whole) * sizeof(T));
      std::memcpy(kept + whole, kept_end_, (count - whole) * sizeof(T));
    }
  }

 private:
  using K = Key<T>;
  using Magnitude = std::make_unsigned_t<K>;
  using Vector = hn::Vec<D>;

  static K negated(Magnitude magnitude) { return static_cast<K>(Magnitude{0} - magnitude); }

  void make_keys(const T* residual, std::size_t whole) {
    auto any_bits = hn::Zero(d_);
    nonzero_count_ = 0;
    for (std::size_t i = 0; i < padded_; i += lanes_) {
      const auto key = keys_of<T>(d_, load_bits(d_, i < whole ? residual + i : residual_end_));
      hn::Store(key, d_, keys_ + i);
      any_bits = hn::Or(any_bits, hn::Neg(key));
      nonzero_count_ += hn::CountTrue(d_, hn::Lt(key, hn::Zero(d_)));
    }
    hn::Store(any_bits, d_, any_bits_);
  }

  /// No less than the largest magnitude and at most twice that: all magnitudes or-ed together,
  /// which takes fewer steps across a vector than their maximum.
  Magnitude ceiling() const {
    std::uint64_t all = 0;
    for (std::size_t at = 0; at < lanes_ * sizeof(T); at += sizeof all) {
      std::uint64_t some = 0;
      std::memcpy(&some, reinterpret_cast<const char*>(any_bits_) + at,
                  std::min(sizeof all, lanes_ * sizeof(T)));
      all |= some;
    }
    for (std::size_t bits = 32; bits >= 8 * sizeof(T); bits /= 2) all |= all >> bits;
    // No magnitude exceeds that of the least key, and negated() takes nothing that does.
    const auto most = static_cast<Magnitude>(std::numeric_limits<K>::min());
    return std::min(static_cast<Magnitude>(all), most);
  }

  std::size_t count_above(Magnitude magnitude) const {
    const auto threshold = hn::Set(d_, negated(magnitude));
    std::size_t count = 0;
    for (std::size_t i = 0; i < padded_; i += lanes_)
      count += hn::CountTrue(d_, hn::Lt(hn::Load(d_, keys_ + i), threshold));
    return count;
  }

  /// Sets threshold_ and ties_, for a block of more than n non-zeros: all magnitudes above the
  /// threshold are kept, and the first ties_ of those equal to it.
  void find_threshold(std::size_t n) {
    // More than n are above `low`; `above` <= n are above `high`.
    Magnitude low = 0;
    Magnitude high = 0;
    std::size_t above = 0;
    if constexpr (sizeof(T) == 1) {
      // There are only 128 to choose from. In quarters instead of halves, and always to the end:
      // the counts of a step need not wait for each other, and no branch depends on them.
      for (const int step : {32, 8, 2})
        low = static_cast<Magnitude>(low + step * steps_up(n, low, step, 3));
      low = static_cast<Magnitude>(low + steps_up(n, low, 1, 1));
      high = static_cast<Magnitude>(low + 1);
      above = count_above(high);
    } else {
      high = ceiling();
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
    }
    threshold_ = negated(high);
    ties_ = n - above;
  }

  /// How many steps to go up from `low`, at most `most`, with more than n left above.
  HWY_INLINE int steps_up(std::size_t n, int low, int step, int most) const {
    int steps = 0;
    for (int i = 1; i <= most; ++i)
      steps += static_cast<int>(count_above(static_cast<Magnitude>(low + i * step)) > n);
    return steps;
  }

  /// For one vector, the keys of which stand at `at`: which of them fewer than n of the block beat.
  hn::Mask<D> ranked(std::size_t at, Vector key) const {
    const auto& step = kStep<K>;
    auto rank = hn::Zero(d_);
    for (std::size_t j = 0; j < count_; ++j) {
      const auto comes_first = hn::LoadU(d_, step.data() + kMaxRanked - 1 + at - j);
      const auto wins = hn::Lt(hn::Set(d_, keys_[j]), hn::Add(key, comes_first));
      rank = count_up(d_, rank, wins);
    }
    return hn::And(hn::Lt(rank, hn::Set(d_, static_cast<K>(n_))), hn::Lt(key, hn::Zero(d_)));
  }

  /// Moves what is to be kept of one vector, the keys of which stand at `at`.
  HWY_INLINE void move(T* residual, T* kept, std::size_t at) {
    const auto bits = load_bits(d_, residual);
    const auto key = hn::Load(d_, keys_ + at);
    const auto threshold = hn::Set(d_, threshold_);
    auto keep = ranked_ ? ranked(at, key) : hn::Lt(key, threshold);
    if (ties_ > 0) {
      const auto tied = hn::Eq(key, threshold);
      const std::size_t count = hn::CountTrue(d_, tied);
      keep = hn::Or(keep, count > ties_ ? first_ties(tied) : tied);
      ties_ -= std::min(ties_, count);
    }
    store_bits(d_, hn::IfThenElseZero(keep, bits), kept);
    store_bits(d_, hn::IfThenZeroElse(keep, bits), residual);
  }

  /// The first ties_ of `tied`, which has more: at most once in a block.
  hn::Mask<D> first_ties(hn::Mask<D> tied) const {
    auto rest = tied;
    for (std::size_t i = 0; i < ties_; ++i) {
      const auto first = static_cast<std::size_t>(hn::FindFirstTrue(d_, rest));
      rest = hn::AndNot(hn::FirstN(d_, first + 1), rest);
    }
    return hn::AndNot(rest, tied);
  }

  const D d_{};
  const std::size_t lanes_;

  // Of the block at hand.
  std::size_t count_ = 0;
  std::size_t padded_ = 0;  // count_, rounded up to whole vectors
  std::size_t n_ = 0;
  std::size_t nonzero_count_ = 0;
  bool ranked_ = false;
  K threshold_ = 0;
  std::size_t ties_ = 0;

  HWY_ALIGN K any_bits_[kMaxLanes<T>];
  HWY_ALIGN K keys_[kMaxM + kMaxLanes<T>];
  HWY_ALIGN T residual_end_[kMaxLanes<T>];
  HWY_ALIGN T kept_end_[kMaxLanes<T>];
};

template <class T, class D>
void split_blocks(D /*d*/, T* residual, T* kept, std::size_t count, std::size_t n, std::size_t m) {
  BlockSplitter<T, D> splitter;
  for (std::size_t i = 0; i < count; i += m)
    splitter.split(residual + i, kept + i, std::min(m, count - i), n);
}

}  // namespace HWY_NAMESPACE
}  // namespace denim::tasd
HWY_AFTER_NAMESPACE();

#endif  // the guard of this instruction set
