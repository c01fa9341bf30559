// A small, sound program for any spec of `nm_array`, to be spoilt.
#pragma once

#include <algorithm>
#include <vector>

#include "tests/engines/nm_array/reference.hpp"

namespace denim::test::engines {

// A few tiles, of each pattern in turn, that bring all rows of PEs with no weight zero. Waves go to
// the same accumulators in each: they begin in the first tile and leave in the last.
struct SoundArray {
  static constexpr std::size_t tiles = 4;
  std::vector<WeightBeat> a;
  std::vector<WaveBeat> b;
  std::size_t loads = 0;  // of each tile
  std::size_t waves = 0;  // of each tile

  WeightBeat& weights(std::size_t tile, std::size_t row) { return a[tile * loads + row]; }
  WaveBeat& wave(std::size_t tile, std::size_t i) { return b[tile * waves + i]; }
  void insert(std::size_t tile, std::size_t row, const WeightBeat& beat) {
    a.insert(a.begin() + static_cast<std::ptrdiff_t>(tile * loads + row), beat);
  }
};

inline SoundArray sound_array(const spec::Spec& spec) {
  const auto size = [&](const char* key) { return static_cast<std::size_t>(spec.number(key)); };
  const std::size_t m = size("m");
  SoundArray program;
  program.loads = size("pe_rows");
  program.waves = std::min<std::size_t>(3, size("rows"));
  for (std::size_t tile = 0; tile < SoundArray::tiles; ++tile) {
    for (std::size_t r = 0; r < program.loads; ++r) {
      WeightBeat beat;
      for (std::size_t w = 0; w < size("weights"); ++w) {
        const auto value = static_cast<std::int64_t>((w + 2 * r + tile) % 7) - 3;
        beat.value.push_back(value == 0 ? 4 : value);
        beat.position.push_back((w + r + tile) % m);
      }
      beat.row = r;
      beat.pattern = tile % size("pattern_count");
      beat.first = tile == 0;
      beat.last = tile + 1 == SoundArray::tiles;
      beat.whole = r + 1 == program.loads;
      program.a.push_back(beat);
    }
    for (std::size_t i = 0; i < program.waves; ++i) {
      WaveBeat beat{std::vector<std::int64_t>(size("activations")), i, i + 1 == program.waves};
      for (std::size_t p = 0; p < beat.data.size(); ++p) {
        beat.data[p] = static_cast<std::int64_t>((3 * i + p + 5 * tile) % 11) - 5;
      }
      program.b.push_back(beat);
    }
  }
  return program;
}

}  // namespace denim::test::engines
