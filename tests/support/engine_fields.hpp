// Beats of any engine as plain values: taken apart and put together by the spec's layout, a bit at
// a time and without the helpers that the compilers use.
//
// A beat of one of an engine's sinks is a struct of its own (tests/engines/<engine>/beats.hpp),
// with the stream's name, `static read` and `write`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/spec/layout.hpp"
#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"

namespace denim::test::engines {

// A result of any engine.
struct CBeat {
  std::vector<std::int64_t> data;
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
  bool has(const char* field) const { return layout_.find(field) != nullptr; }
  unsigned count(const char* field) const { return layout_.field(field).count; }
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

  bool has(const char* field) const { return layout_.find(field) != nullptr; }
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

inline CBeat read_c(const spec::Layout& layout, std::span<const std::uint64_t> beat) {
  const FieldReader read(layout, beat);
  return {read.integers("data"), read.number("row")};
}

// All beats of a stream, repetitions included.
template <class Beat>
std::vector<Beat> read_all(const spec::Spec& spec, const program::BeatStream& stream) {
  const spec::Layout layout = spec::layout(spec, Beat::stream);
  std::vector<Beat> beats;
  for (std::size_t visit = 0; visit < stream.repeat(); ++visit) {
    for (std::size_t i = 0; i < stream.stored(); ++i) {
      beats.push_back(Beat::read(FieldReader(layout, stream.beat(i))));
    }
  }
  return beats;
}

template <class Beat>
program::BeatStream write_all(const spec::Spec& spec, const std::vector<Beat>& beats) {
  const spec::Layout layout = spec::layout(spec, Beat::stream);
  program::BeatStream stream(Beat::stream, layout.width);
  for (const Beat& beat : beats) beat.write(FieldWriter(layout, stream.append()));
  return stream;
}

}  // namespace denim::test::engines
