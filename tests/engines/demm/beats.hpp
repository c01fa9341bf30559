// The beats of `demm` as plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sw/tensor/random.hpp"
#include "tests/support/engine_fields.hpp"

namespace denim::test::engines {

// The part of a beat that belongs to one row of A, in one bank of accumulators.
struct Segment {
  std::uint64_t end = 0;
  std::uint64_t row = 0;
  bool used = true;
  bool first = false;
  bool last = false;
};

struct ABeat {
  static constexpr const char* stream = "a";
  std::vector<std::int64_t> value;   // of each lane
  std::vector<std::uint64_t> index;  // of each lane
  std::vector<Segment> segments = std::vector<Segment>(1);
  bool release = false;

  // First lane of a segment.
  std::uint64_t begin(std::size_t segment) const {
    return segment == 0 ? 0 : segments[segment - 1].end;
  }
  bool any(bool Segment::*flag) const {
    return std::ranges::any_of(segments, [&](const Segment& s) { return s.used && s.*flag; });
  }

  static ABeat read(const FieldReader& from) {
    ABeat beat{from.integers("value"), from.numbers("index"), {}, from.flag("release")};
    for (unsigned s = 0; s < from.count("end"); ++s) {
      beat.segments.push_back({from.number("end", s), from.number("row", s), from.flag("used", s),
                               from.flag("first", s), from.flag("last", s)});
    }
    return beat;
  }
  void write(FieldWriter to) const {
    to.set_all("value", value);
    to.set_all("index", index);
    for (unsigned s = 0; s < segments.size(); ++s) {
      to.set("end", segments[s].end, s);
      to.set("row", segments[s].row, s);
      to.set("used", segments[s].used, s);
      to.set("first", segments[s].first, s);
      to.set("last", segments[s].last, s);
    }
    to.set("release", release);
  }
};

struct BBeat {
  static constexpr const char* stream = "b";
  std::vector<std::int64_t> data;  // of each column
  std::uint64_t row = 0;
  bool last = false;

  static BBeat read(const FieldReader& from) {
    return {from.integers("data"), from.number("row"), from.flag("last")};
  }
  void write(FieldWriter to) const {
    to.set_all("data", data);
    to.set("row", row);
    to.set("last", last);
  }
};

// The same program with garbage in all bits of its a beats that the engine is to ignore: lanes
// behind the last segment, and everything but `end` of a segment that is not used.
inline program::Program garbled_demm(const spec::Spec& spec, program::Program program,
                                     std::uint64_t seed) {
  tensor::Rng rng(seed);
  const spec::Layout layout = spec::layout(spec, "a");
  program::BeatStream& stream = program.streams.at(0);
  for (std::size_t i = 0; i < stream.stored(); ++i) {
    const FieldReader read(layout, stream.beat(i));
    FieldWriter write(layout, stream.beat(i));
    const unsigned segments = layout.field("end").count;
    const auto lanes = static_cast<unsigned>(read.number("end", segments - 1));
    for (const char* field : {"value", "index"}) {
      for (unsigned lane = lanes; lane < layout.field(field).count; ++lane) {
        write.set(field, rng.next(), lane);
      }
    }
    for (unsigned s = 0; s < segments; ++s) {
      if (read.flag("used", s)) continue;
      for (const char* field : {"row", "first", "last"}) write.set(field, rng.next(), s);
    }
  }
  return program;
}

}  // namespace denim::test::engines
