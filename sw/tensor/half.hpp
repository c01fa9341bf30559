// IEEE 754 binary16 ("float16") and its relative bfloat16, which C++20 has no types for.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

namespace denim::tensor {

/// The value of 16 bits read as binary16. Exact.
inline float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fu;
  const std::uint32_t fraction = half & 0x3ffu;
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t float_exponent = exponent == 0x1f ? 0xffu : exponent + (127 - 15);
  return std::bit_cast<float>(sign | (float_exponent << 23) | (fraction << 13));
}

/// The binary16 of a finite value; nothing where it has none, because denim only ever writes back
/// what it read and a value that would have to be rounded is therefore somebody's mistake.
inline std::optional<std::uint16_t> half_from_float(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
  const float magnitude = std::fabs(value);
  std::uint16_t half = 0;
  if (magnitude < 0x1p-14f) {
    half = static_cast<std::uint16_t>(magnitude * 0x1p24f);
  } else if (magnitude <= 65504.0f) {
    const std::uint32_t rebiased = (bits & 0x7fffffffu) - ((127u - 15u) << 23);
    half = static_cast<std::uint16_t>(rebiased >> 13);
  } else {
    return std::nullopt;  // beyond the largest one, or NaN
  }
  half |= sign;
  if (half_to_float(half) != value) return std::nullopt;
  return half;
}

/// A bfloat16 is the upper half of a float.
inline float bfloat_to_float(std::uint16_t bfloat) {
  return std::bit_cast<float>(std::uint32_t{bfloat} << 16);
}

/// The bfloat16 of a value; nothing where it has none.
inline std::optional<std::uint16_t> bfloat_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0xffffu) != 0) return std::nullopt;
  return static_cast<std::uint16_t>(bits >> 16);
}

}  // namespace denim::tensor
