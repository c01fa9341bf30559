// The beats of `outer` as plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sw/tensor/random.hpp"
#include "tests/support/engine_fields.hpp"

namespace denim::test::engines {

// A column of A, by tiles: tile r has rows r·tile … and values r·slots ….
struct ColumnBeat {
  static constexpr const char* stream = "a";
  std::vector<std::uint64_t> bitmap;  // an element a row
  std::vector<std::int64_t> value;
  bool last = false;

  static ColumnBeat read(const FieldReader& from) {
    return {from.numbers("bitmap"), from.integers("value"), from.flag("last")};
  }
  void write(FieldWriter to) const {
    to.set_all("bitmap", bitmap);
    to.set_all("value", value);
    to.set("last", last);
  }
};

// A row of B, by tiles.
struct RowBeat {
  static constexpr const char* stream = "b";
  std::vector<std::uint64_t> bitmap;  // an element a column
  std::vector<std::int64_t> value;

  static RowBeat read(const FieldReader& from) {
    return {from.numbers("bitmap"), from.integers("data")};
  }
  void write(FieldWriter to) const {
    to.set_all("bitmap", bitmap);
    to.set_all("data", value);
  }
};

// Garbage in the values behind those that the bitmaps ask for.
template <class Beat>
program::BeatStream garbled_values(const spec::Spec& spec, const program::BeatStream& stream,
                                   std::size_t tiles, tensor::Rng& rng) {
  std::vector<Beat> beats = read_all<Beat>(spec, stream);
  for (Beat& beat : beats) {
    const std::size_t tile = beat.bitmap.size() / tiles;
    const std::size_t slots = beat.value.size() / tiles;
    for (std::size_t t = 0; t < tiles; ++t) {
      const auto bits = std::span(beat.bitmap).subspan(t * tile, tile);
      const auto used = static_cast<std::size_t>(std::ranges::count(bits, 1U));
      for (std::size_t i = used; i < slots; ++i)
        beat.value[t * slots + i] = static_cast<std::int64_t>(rng.next());
    }
  }
  return write_all(spec, beats);
}

inline program::Program garbled_outer(const spec::Spec& spec, program::Program program,
                                      std::uint64_t seed) {
  tensor::Rng rng(seed);
  const auto size = [&](const char* key) { return static_cast<std::size_t>(spec.number(key)); };
  program.streams[0] =
      garbled_values<ColumnBeat>(spec, program.streams.at(0), size("unit_rows"), rng);
  program.streams[1] = garbled_values<RowBeat>(spec, program.streams.at(1), size("unit_cols"), rng);
  return program;
}

}  // namespace denim::test::engines
