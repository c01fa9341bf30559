// Bits of beats over the borders of words, against bits kept one by one; and streams of beats.
#include <vector>

#include "sim/program/program.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using denim::program::BeatStream;
using denim::program::get_bits;
using denim::program::get_signed_bits;
using denim::program::Program;
using denim::program::set_bits;
using denim::tensor::Rng;

namespace {

std::vector<bool> bits_of(std::span<const std::uint64_t> beat) {
  std::vector<bool> bits;
  for (const std::uint64_t word : beat) {
    for (unsigned i = 0; i < 64; ++i) bits.push_back((word >> i & 1) != 0);
  }
  return bits;
}

}  // namespace

TEST_CASE("program: bits at every place, of every width", "[program]") {
  Rng rng(0);
  for (unsigned width = 1; width <= 64; ++width) {
    for (unsigned bit = 0; bit + width <= 192; ++bit) {
      const std::uint64_t value = rng.next();  // also above the width, which is not taken
      std::vector<std::uint64_t> beat(3);
      set_bits(beat, bit, width, value);
      std::vector<bool> expected(192, false);
      for (unsigned i = 0; i < width; ++i) expected[bit + i] = (value >> i & 1) != 0;
      CAPTURE(width, bit, value);
      REQUIRE((bits_of(beat) == expected));
      const std::uint64_t low = width == 64 ? value : value & ((std::uint64_t{1} << width) - 1);
      REQUIRE(get_bits(beat, bit, width) == low);
    }
  }
}

TEST_CASE("program: fields side by side do not disturb one another", "[program]") {
  constexpr std::uint64_t seed = 1;
  Rng rng(seed);
  for (int round = 0; round < 500; ++round) {
    CAPTURE(seed, round);
    const std::size_t words = 1 + rng.below(5);
    std::vector<std::uint64_t> beat(words);
    std::vector<bool> expected(64 * words, false);
    struct Placed {
      unsigned bit, width;
      std::uint64_t value;
    };
    std::vector<Placed> fields;
    for (unsigned bit = 0; bit < 64 * words;) {
      const auto room = static_cast<unsigned>(64 * words - bit);
      const unsigned width = std::min(room, 1 + static_cast<unsigned>(rng.below(64)));
      fields.push_back({bit, width, rng.next()});
      bit += width;
    }
    // In any order.
    for (std::size_t i = fields.size(); i > 1; --i) std::swap(fields[i - 1], fields[rng.below(i)]);
    for (const Placed& field : fields) {
      set_bits(beat, field.bit, field.width, field.value);
      for (unsigned i = 0; i < field.width; ++i)
        expected[field.bit + i] = (field.value >> i & 1) != 0;
    }
    REQUIRE((bits_of(beat) == expected));
    for (const Placed& field : fields) {
      const unsigned unused = 64 - field.width;
      CHECK(get_bits(beat, field.bit, field.width) == field.value << unused >> unused);
      CHECK(get_signed_bits(beat, field.bit, field.width) ==
            static_cast<std::int64_t>(field.value << unused) >> unused);
    }
  }
}

TEST_CASE("program: signed bits", "[program]") {
  std::vector<std::uint64_t> beat(2);
  set_bits(beat, 60, 8, static_cast<std::uint64_t>(-128));
  CHECK(get_bits(beat, 60, 8) == 128);
  CHECK(get_signed_bits(beat, 60, 8) == -128);
  CHECK(get_signed_bits(beat, 60, 7) == 0);
  CHECK(get_signed_bits(beat, 67, 1) == -1);
}

TEST_CASE("program: a stream of beats", "[program]") {
  for (const unsigned width : {1U, 63U, 64U, 65U, 128U, 2057U}) {
    CAPTURE(width);
    BeatStream stream("a", width);
    CHECK(stream.name() == "a");
    CHECK(stream.width() == width);
    CHECK(stream.words_per_beat() == (width + 63) / 64);
    CHECK(stream.stored() == 0);
    CHECK(stream.size() == 0);
    for (unsigned i = 0; i < 100; ++i) {
      const auto beat = stream.append();
      CHECK(beat.size() == stream.words_per_beat());
      for (const std::uint64_t word : beat) CHECK(word == 0);
      set_bits(beat, width - 1, 1, i);
      set_bits(beat, 0, width == 1 ? 1 : std::min(width - 1, 7U), i);
    }
    CHECK(stream.stored() == 100);
    for (unsigned i = 0; i < 100; ++i) CHECK(get_bits(stream.beat(i), width - 1, 1) == (i & 1));
    stream.set_repeat(7);
    CHECK(stream.stored() == 100);
    CHECK(stream.size() == 700);
    stream.set_repeat(0);
    CHECK(stream.size() == 0);
  }
  CHECK(BeatStream().stored() == 0);
  CHECK(BeatStream().size() == 0);
}

TEST_CASE("program: a stream by its name", "[program]") {
  Program program;
  program.streams.emplace_back("a", 3);
  program.streams.emplace_back("b", 5);
  CHECK(program.stream("b").width() == 5);
  CHECK_REFUSED(program.stream("c"), "no stream 'c'");
}
