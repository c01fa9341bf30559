// The beats of `nm_array` as plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "sw/tensor/random.hpp"
#include "tests/support/engine_fields.hpp"

namespace denim::test::engines {

// The weights of one row of PEs.
struct WeightBeat {
  static constexpr const char* stream = "a";
  std::vector<std::int64_t> value;      // multiplier i of PE column c is element c · n + i
  std::vector<std::uint64_t> position;  // of each, in its block; all 0 where a block is of one
  std::uint64_t row = 0;
  std::uint64_t pattern = 0;  // 0 where there is only one
  bool first = false;
  bool last = false;
  bool whole = false;

  static WeightBeat read(const FieldReader& from) {
    WeightBeat beat;
    beat.value = from.integers("value");
    beat.position.resize(beat.value.size());
    if (from.has("index")) beat.position = from.numbers("index");
    beat.row = from.number("row");
    if (from.has("pattern")) beat.pattern = from.number("pattern");
    beat.first = from.flag("first");
    beat.last = from.flag("last");
    beat.whole = from.flag("whole");
    return beat;
  }
  void write(FieldWriter to) const {
    to.set_all("value", value);
    if (to.has("index")) to.set_all("index", position);
    to.set("row", row);
    if (to.has("pattern")) to.set("pattern", pattern);
    to.set("first", first);
    to.set("last", last);
    to.set("whole", whole);
  }
};

// What all PEs see of one column of B.
struct WaveBeat {
  static constexpr const char* stream = "b";
  std::vector<std::int64_t> data;  // PE row by PE row, block by block
  std::uint64_t row = 0;           // accumulator
  bool release = false;

  static WaveBeat read(const FieldReader& from) {
    return {from.integers("data"), from.number("row"), from.flag("release")};
  }
  void write(FieldWriter to) const {
    to.set_all("data", data);
    to.set("row", row);
    to.set("release", release);
  }
};

// N of each pattern of the spec, in its order.
inline std::vector<std::uint64_t> pattern_sizes(const spec::Spec& spec) {
  std::vector<std::uint64_t> sizes;
  for (const spec::Pattern& pattern : spec.patterns("patterns")) {
    sizes.push_back(static_cast<std::uint64_t>(pattern.n));
  }
  if (sizes.empty()) sizes.push_back(static_cast<std::uint64_t>(spec.integer("n")));
  return sizes;
}

// Which activation multiplier i of a PE of row r takes, as an element of a wave.
inline std::size_t activation_of(const spec::Spec& spec, std::uint64_t pattern_n, std::uint64_t r,
                                 std::uint64_t i, std::uint64_t position) {
  const auto m = static_cast<std::uint64_t>(spec.integer("m"));
  const auto blocks = static_cast<std::uint64_t>(spec.integer("n")) / pattern_sizes(spec).front();
  return (r * blocks + i / pattern_n) * m + position;
}

// The same program with garbage in all that the engine is to ignore: what a beat says of its tile
// if it is not the last one, positions of zeros, and activations that no weight asks for.
inline program::Program garbled_nm_array(const spec::Spec& spec, program::Program program,
                                         std::uint64_t seed) {
  tensor::Rng rng(seed);
  const auto n = static_cast<std::uint64_t>(spec.integer("n"));
  const auto m = static_cast<std::uint64_t>(spec.integer("m"));
  std::vector<WeightBeat> a = read_all<WeightBeat>(spec, program.streams.at(0));
  std::vector<WaveBeat> b = read_all<WaveBeat>(spec, program.streams.at(1));
  const std::size_t repeat = program.streams[0].repeat();
  std::size_t begin = 0;
  std::size_t wave = 0;
  for (std::size_t at = 0; at < a.size(); ++at) {
    if (!a[at].whole) continue;
    const std::uint64_t pattern_n = pattern_sizes(spec).at(a[at].pattern);
    std::vector<bool> used(static_cast<std::size_t>(spec.number("activations")));
    for (std::size_t i = begin; i <= at; ++i) {
      for (std::size_t w = 0; w < a[i].value.size(); ++w) {
        if (a[i].value[w] == 0) continue;
        used[activation_of(spec, pattern_n, a[i].row, w % n, a[i].position[w])] = true;
      }
    }
    begin = at + 1;
    for (bool released = false; !released && wave < b.size(); ++wave) {
      for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) b[wave].data[i] = static_cast<std::int64_t>(rng.next());
      }
      released = b[wave].release;
    }
  }
  a.resize(a.size() / repeat);
  for (WeightBeat& beat : a) {
    for (std::size_t w = 0; m > 1 && w < beat.value.size(); ++w) {
      if (beat.value[w] == 0) beat.position[w] = rng.below(m);
    }
    if (beat.whole) continue;
    beat.pattern = rng.next();
    beat.first = rng.bernoulli(0.5);
    beat.last = rng.bernoulli(0.5);
  }
  program.streams[0] = write_all(spec, a);
  program.streams[0].set_repeat(repeat);
  program.streams[1] = write_all(spec, b);
  return program;
}

}  // namespace denim::test::engines
