// A small, sound program for any spec of `demm`, to be spoilt.
#pragma once

#include <algorithm>
#include <vector>

#include "tests/engines/demm/reference.hpp"

namespace denim::test::engines {

// A few tiles, each of which brings rows 0 … brought-1. In each, beat i has a segment in every
// bank, for its accumulator i, and all lanes are used. In the last tile follows a beat for each
// accumulator, in which it leaves.
struct Sound {
  static constexpr std::size_t tiles = 4;  // of each copy two
  std::vector<ABeat> a;
  std::vector<BBeat> b;
  std::size_t beats = 0;  // of each tile but the last
  std::size_t brought =
      0;  // rows of each tile; of a banked memory the last one of each bank is absent

  ABeat& beat(std::size_t tile, std::size_t i) { return a[tile * beats + i]; }
  BBeat& row(std::size_t tile, std::size_t r) { return b[tile * brought + r]; }
  void leave_out(std::size_t tile, std::size_t r) {
    b.erase(b.begin() + static_cast<std::ptrdiff_t>(tile * brought + r));
  }
};

inline Sound sound_program(const spec::Spec& spec) {
  const auto size = [&](const char* key) { return static_cast<std::size_t>(spec.integer(key)); };
  const std::size_t n = size("n"), m = size("m"), segments = size("segments");
  const bool banked = spec.word("memory") == "banked";
  Sound program;
  program.beats = std::min<std::size_t>(3, size("rows") / segments);
  program.brought = banked ? m - n : m - 1;
  const auto add_lanes = [&](ABeat& beat, std::size_t i, std::size_t tile) {
    for (std::size_t lane = 0; lane < n; ++lane) {
      beat.value.push_back(static_cast<std::int64_t>((i + 2 * lane + tile) % 7) - 3);
      // In a banked memory: of each bank one.
      const std::size_t turn = lane + i;
      const std::size_t words = program.brought / n;  // of a bank
      beat.index.push_back(banked ? turn % words * n + turn % n : turn % program.brought);
    }
  };
  for (std::size_t tile = 0; tile < Sound::tiles; ++tile) {
    for (std::size_t row = 0; row < program.brought; ++row) {
      BBeat beat{std::vector<std::int64_t>(size("columns")), row, row + 1 == program.brought};
      for (std::size_t c = 0; c < beat.data.size(); ++c) {
        beat.data[c] = static_cast<std::int64_t>((3 * row + c + 5 * tile) % 7) - 3;
      }
      program.b.push_back(beat);
    }
    for (std::size_t i = 0; i < program.beats; ++i) {
      ABeat beat;
      add_lanes(beat, i, tile);
      beat.segments.clear();
      for (std::size_t s = 0; s < segments; ++s) {
        beat.segments.push_back({(s + 1) * n / segments, i, true, tile == 0, false});
      }
      program.a.push_back(beat);
      program.a.back().release = tile + 1 < Sound::tiles && i + 1 == program.beats;
    }
  }
  for (std::size_t i = 0; i < program.beats; ++i) {
    for (std::size_t s = 0; s < segments; ++s) {
      ABeat beat;
      add_lanes(beat, i + s, Sound::tiles);
      beat.segments.clear();
      for (std::size_t t = 0; t < segments; ++t) {
        beat.segments.push_back({t < s ? 0 : n, i, t == s, false, t == s});
      }
      program.a.push_back(beat);
    }
  }
  program.a.back().release = true;
  return program;
}

}  // namespace denim::test::engines
