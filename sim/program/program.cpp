#include "sim/program/program.hpp"

#include <algorithm>
#include <stdexcept>

namespace denim::program {

namespace {
std::uint64_t mask(unsigned width) { return width >= 64 ? ~0ULL : (1ULL << width) - 1; }
}  // namespace

std::span<std::uint64_t> BeatStream::append() {
  data_.resize(data_.size() + words_, 0);
  return beat(stored() - 1);
}

void set_bits(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint64_t value) {
  value &= mask(width);
  const unsigned word = bit / 64;
  const unsigned shift = bit % 64;
  beat[word] |= value << shift;
  if (shift + width > 64) beat[word + 1] |= value >> (64 - shift);
}

void put_bits(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint64_t value) {
  const unsigned word = bit / 64;
  const unsigned shift = bit % 64;
  beat[word] &= ~(mask(width) << shift);
  if (shift + width > 64) beat[word + 1] &= ~(mask(width) >> (64 - shift));
  set_bits(beat, bit, width, value);
}

std::uint64_t get_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width) {
  const unsigned word = bit / 64;
  const unsigned shift = bit % 64;
  std::uint64_t value = beat[word] >> shift;
  if (shift + width > 64) value |= beat[word + 1] << (64 - shift);
  return value & mask(width);
}

std::int64_t get_signed_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width) {
  const unsigned unused = 64 - width;
  return static_cast<std::int64_t>(get_bits(beat, bit, width) << unused) >> unused;
}

void copy_bits(std::span<const std::uint64_t> from, unsigned from_bit, std::span<std::uint64_t> to,
               unsigned to_bit, unsigned width) {
  for (unsigned done = 0; done < width; done += 64) {
    const unsigned bits = std::min(width - done, 64U);
    set_bits(to, to_bit + done, bits, get_bits(from, from_bit + done, bits));
  }
}

const BeatStream& Program::stream(std::string_view name) const {
  for (const BeatStream& stream : streams) {
    if (stream.name() == name) return stream;
  }
  throw std::out_of_range("program has no stream '" + std::string(name) + "'");
}

const Output& Program::output(std::string_view name) const {
  for (const Output& output : outputs) {
    if (output.beats.name() == name) return output;
  }
  throw std::out_of_range("program has no output '" + std::string(name) + "'");
}

}  // namespace denim::program
