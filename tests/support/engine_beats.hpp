// The beats of `demm` as plain values, taken apart and put together by the spec's layout, a bit at
// a time and without the helpers that the compiler uses.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "sw/program/program.hpp"
#include "sw/tensor/random.hpp"

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
};

struct BBeat {
  std::vector<std::int64_t> data;  // of each column
  std::uint64_t row = 0;
  bool last = false;
};

struct CBeat {
  std::vector<std::int64_t> data;  // of each column
  std::uint64_t row = 0;
  bool operator==(const CBeat&) const = default;
};

class FieldReader {
 public:
  FieldReader(const spec::Layout& layout, std::span<const std::uint64_t> beat)
      : layout_(layout), beat_(beat) {}

  std::uint64_t number(const char* field, unsigned element = 0) const {
    const spec::Field& at = layout_.field(field);
    std::uint64_t value = 0;
    for (unsigned i = 0; i < at.width; ++i) value |= bit(at.bit(element) + i) << i;
    return value;
  }
  bool flag(const char* field, unsigned element = 0) const { return number(field, element) != 0; }
  std::vector<std::uint64_t> numbers(const char* field) const {
    std::vector<std::uint64_t> values;
    for (unsigned i = 0; i < layout_.field(field).count; ++i) values.push_back(number(field, i));
    return values;
  }
  std::vector<std::int64_t> integers(const char* field) const {  // two's complement
    const std::uint64_t sign = std::uint64_t{1} << (layout_.field(field).width - 1);
    std::vector<std::int64_t> values;
    for (const std::uint64_t value : numbers(field)) {
      values.push_back(static_cast<std::int64_t>((value ^ sign) - sign));
    }
    return values;
  }

 private:
  std::uint64_t bit(unsigned at) const { return beat_[at / 64] >> at % 64 & 1; }

  const spec::Layout& layout_;
  std::span<const std::uint64_t> beat_;
};

class FieldWriter {
 public:
  FieldWriter(const spec::Layout& layout, std::span<std::uint64_t> beat)
      : layout_(layout), beat_(beat) {}

  // Takes the low bits of `value`, whatever was there before.
  void set(const char* field, std::uint64_t value, unsigned element = 0) {
    const spec::Field& at = layout_.field(field);
    for (unsigned i = 0; i < at.width; ++i) {
      const unsigned bit = at.bit(element) + i;
      const std::uint64_t mask = std::uint64_t{1} << bit % 64;
      beat_[bit / 64] = (value >> i & 1) != 0 ? beat_[bit / 64] | mask : beat_[bit / 64] & ~mask;
    }
  }
  template <class Values>
  void set_all(const char* field, const Values& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      set(field, static_cast<std::uint64_t>(values[i]), static_cast<unsigned>(i));
    }
  }

 private:
  const spec::Layout& layout_;
  std::span<std::uint64_t> beat_;
};

inline ABeat read_a(const spec::Layout& layout, std::span<const std::uint64_t> beat) {
  const FieldReader read(layout, beat);
  ABeat result{read.integers("value"), read.numbers("index"), {}, read.flag("release")};
  for (unsigned s = 0; s < layout.field("end").count; ++s) {
    result.segments.push_back({read.number("end", s), read.number("row", s), read.flag("used", s),
                               read.flag("first", s), read.flag("last", s)});
  }
  return result;
}

inline BBeat read_b(const spec::Layout& layout, std::span<const std::uint64_t> beat) {
  const FieldReader read(layout, beat);
  return {read.integers("data"), read.number("row"), read.flag("last")};
}

inline CBeat read_c(const spec::Layout& layout, std::span<const std::uint64_t> beat) {
  const FieldReader read(layout, beat);
  return {read.integers("data"), read.number("row")};
}

inline std::vector<ABeat> read_all_a(const spec::Spec& spec, const program::BeatStream& stream) {
  const spec::Layout layout = spec::layout(spec, "a");
  std::vector<ABeat> beats;
  for (std::size_t visit = 0; visit < stream.repeat(); ++visit) {
    for (std::size_t i = 0; i < stream.stored(); ++i)
      beats.push_back(read_a(layout, stream.beat(i)));
  }
  return beats;
}

inline std::vector<BBeat> read_all_b(const spec::Spec& spec, const program::BeatStream& stream) {
  const spec::Layout layout = spec::layout(spec, "b");
  std::vector<BBeat> beats;
  for (std::size_t visit = 0; visit < stream.repeat(); ++visit) {
    for (std::size_t i = 0; i < stream.stored(); ++i)
      beats.push_back(read_b(layout, stream.beat(i)));
  }
  return beats;
}

inline program::BeatStream write_all(const spec::Spec& spec, std::span<const ABeat> beats) {
  const spec::Layout layout = spec::layout(spec, "a");
  program::BeatStream stream("a", layout.width);
  for (const ABeat& beat : beats) {
    FieldWriter write(layout, stream.append());
    write.set_all("value", beat.value);
    write.set_all("index", beat.index);
    for (unsigned s = 0; s < beat.segments.size(); ++s) {
      const Segment& segment = beat.segments[s];
      write.set("end", segment.end, s);
      write.set("row", segment.row, s);
      write.set("used", segment.used, s);
      write.set("first", segment.first, s);
      write.set("last", segment.last, s);
    }
    write.set("release", beat.release);
  }
  return stream;
}

inline program::BeatStream write_all(const spec::Spec& spec, std::span<const BBeat> beats) {
  const spec::Layout layout = spec::layout(spec, "b");
  program::BeatStream stream("b", layout.width);
  for (const BBeat& beat : beats) {
    FieldWriter write(layout, stream.append());
    write.set_all("data", beat.data);
    write.set("row", beat.row);
    write.set("last", beat.last);
  }
  return stream;
}

// The same program with garbage in all bits of its a beats that the engine is to ignore: lanes
// behind the last segment, and everything but `end` of a segment that is not used.
inline program::Program garbled(const spec::Spec& spec, program::Program program,
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
