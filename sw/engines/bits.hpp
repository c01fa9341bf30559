// Fields of many elements, written a word at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace denim::engines {

// `count` elements of `width` (at most 32) bits side by side, from `bit` up: the low bits of
// element(0), element(1), … The bits are expected to be zero.
template <class Element>
void write_run(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint32_t count,
               Element&& element) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::size_t at = bit / 64;
  unsigned filled = bit % 64;
  std::uint64_t word = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t value = element(i) & mask;
    word |= value << filled;
    filled += width;
    if (filled < 64) continue;
    beat[at++] |= word;
    filled -= 64;
    word = filled == 0 ? 0 : value >> (width - filled);
  }
  if (filled != 0) beat[at] |= word;
}

}  // namespace denim::engines
