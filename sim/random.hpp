// Stalls that are the same on every platform for the same seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "gen/spec/spec.hpp"

namespace denim::sim {

// splitmix64 by Sebastiano Vigna (public domain, https://prng.di.unimi.it/splitmix64.c).
class Random {
 public:
  // Another sequence for each name.
  Random(std::uint64_t seed, std::string_view name) : state_(spec::fnv1a(name, mixed(seed))) {}

  std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15U); }

 private:
  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

// True in one of 1/probability cases.
class Coin {
 public:
  Coin(double probability, Random random)
      : threshold_(static_cast<std::uint64_t>(std::ldexp(probability, 64))), random_(random) {}

  bool flip() { return random_.next() < threshold_; }

 private:
  std::uint64_t threshold_;
  Random random_;
};

}  // namespace denim::sim
