// Random numbers that are the same on every platform and with every compiler: a seed printed by a
// failing run must reproduce it elsewhere. The distributions of <random> promise nothing of the
// kind, so these are our own, and none uses a function of libm.
#pragma once

#include <array>
#include <cstdint>

namespace denim::tensor {

/// xoshiro256** 1.0, seeded through splitmix64, both by David Blackman and Sebastiano Vigna
/// (public domain, https://prng.di.unimi.it). Also a UniformRandomBitGenerator.
class Rng {
 public:
  using result_type = std::uint64_t;

  explicit Rng(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
      word = mixed ^ (mixed >> 31);
    }
  }

  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }
  std::uint64_t operator()() { return next(); }

  /// 64 random bits.
  std::uint64_t next() {
    const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate_left(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), without bias; bound 0 stands for 2^64. Draws below 2^64 mod bound are
  /// thrown away, so that every remainder is equally likely (as OpenBSD's arc4random_uniform does).
  std::uint64_t below(std::uint64_t bound) {
    if (bound == 0) return next();
    const std::uint64_t rejected = (0 - bound) % bound;
    std::uint64_t draw = next();
    while (draw < rejected) draw = next();
    return draw % bound;
  }

  /// Uniform in [low, high], both included; low must not be above high.
  std::int64_t uniform_int(std::int64_t low, std::int64_t high) {
    const auto base = static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(base + below(static_cast<std::uint64_t>(high) - base + 1));
  }

  /// Uniform in [0, 1): a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// True with the given probability: never for 0, always for 1.
  bool bernoulli(double probability) { return uniform() < probability; }

  /// Exponentially distributed with mean 1. John von Neumann's method ("Various techniques used in
  /// connection with random digits", 1951): it only compares uniform numbers, so that the result
  /// does not hang on anybody's logarithm. Given u, the first draw that exceeds the one before it
  /// comes at an even place with probability exp(-u).
  double exponential() {
    for (double whole = 0;; whole += 1) {
      const double first = uniform();
      double previous = first;
      for (bool even = true;; even = !even) {
        const double draw = uniform();
        if (draw > previous) {
          if (even) return whole + first;
          break;
        }
        previous = draw;
      }
    }
  }

  /// Laplace-distributed around 0 with the given scale (the mean magnitude): what the weights of a
  /// trained layer look like.
  double laplace(double scale) {
    const double magnitude = scale * exponential();
    return (next() >> 63) != 0 ? -magnitude : magnitude;
  }

 private:
  static constexpr std::uint64_t rotate_left(std::uint64_t value, int count) {
    return (value << count) | (value >> (64 - count));
  }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace denim::tensor
