// A program: the streams that make one engine compute something, and what must come back. Plain
// data; the values of the results are the golden model's business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace denim::program {

// Beats of `width` bits, each in ⌈width/64⌉ little-endian 64-bit words, the top bits zero. The
// stored beats are sent `repeat` times, one after the other.
class BeatStream {
 public:
  BeatStream() = default;
  BeatStream(std::string name, unsigned width)
      : name_(std::move(name)), width_(width), words_((width + 63) / 64) {}

  const std::string& name() const { return name_; }
  unsigned width() const { return width_; }
  std::size_t words_per_beat() const { return words_; }
  std::size_t stored() const { return words_ == 0 ? 0 : data_.size() / words_; }
  std::size_t repeat() const { return repeat_; }
  void set_repeat(std::size_t repeat) { repeat_ = repeat; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(stored()) * repeat_; }

  std::span<const std::uint64_t> beat(std::size_t stored_index) const {
    return {data_.data() + stored_index * words_, words_};
  }
  std::span<std::uint64_t> append();  // a new beat, all zero; valid until the next append
  std::span<std::uint64_t> beat(std::size_t stored_index) {
    return {data_.data() + stored_index * words_, words_};
  }
  void reserve(std::size_t beats) { data_.reserve(beats * words_); }

 private:
  std::string name_;
  unsigned width_ = 0;
  std::size_t words_ = 0;
  std::size_t repeat_ = 1;
  std::vector<std::uint64_t> data_;
};

// Sets or reads `width` (at most 64) bits at `bit`; of a value the low bits are taken. set_bits
// expects the target bits to be zero, put_bits does not.
void set_bits(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint64_t value);
void put_bits(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint64_t value);
std::uint64_t get_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width);
std::int64_t get_signed_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width);

// Bits of one beat into another, where they are zero so far.
void copy_bits(std::span<const std::uint64_t> from, unsigned from_bit, std::span<std::uint64_t> to,
               unsigned to_bit, unsigned width);

// An element of the matrix of results.
struct Place {
  std::uint64_t row = 0;
  std::uint64_t column = 0;

  bool operator==(const Place&) const = default;
};

inline constexpr Place nowhere{UINT64_MAX, UINT64_MAX};  // beyond every matrix

// What must come of one stream of results, in order: the beats, in which the program states all but
// the results themselves, and where in their matrix the elements of each beat lie.
class Output {
 public:
  Output() = default;
  // `elements` of a beat lie from the first one on, each a step from the one before; those behind
  // the first `held` of a beat are no results, and zero. A beat may hold none at all.
  Output(BeatStream stated, unsigned elements, Place step)
      : Output(std::move(stated), elements, step, elements, {}) {}
  // Of a block: each `line` of elements lies so, and begins `next_line` from where the line before
  // begins.
  Output(BeatStream stated, unsigned elements, Place step, unsigned line, Place next_line)
      : beats(std::move(stated)),
        elements_(elements),
        line_(line),
        step_(step),
        next_line_(next_line) {}

  BeatStream beats;

  // A new beat, all zero, whose element 0 lies there; valid until the next append.
  std::span<std::uint64_t> append(Place first) { return append(first, elements_); }
  std::span<std::uint64_t> append(Place first, unsigned held) {
    first_.push_back(
        {static_cast<std::uint32_t>(first.row), static_cast<std::uint32_t>(first.column), held});
    return beats.append();
  }
  void reserve(std::size_t count) {
    first_.reserve(count);
    beats.reserve(count);
  }

  std::size_t size() const { return first_.size(); }
  unsigned elements() const { return elements_; }
  unsigned held(std::size_t beat) const { return first_[beat].held; }
  // Of element i of a beat, which may be beyond the matrix; `nowhere` if it is no result.
  Place place(std::size_t beat, unsigned i) const {
    const First& first = first_[beat];
    if (i >= first.held) return nowhere;
    const std::uint64_t line = i / line_, in_line = i % line_;
    return {first.row + in_line * step_.row + line * next_line_.row,
            first.column + in_line * step_.column + line * next_line_.column};
  }
  const Place& step() const { return step_; }
  unsigned line() const { return line_; }  // elements of one; all where a beat is one line
  const Place& next_line() const { return next_line_; }

 private:
  struct First {
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    std::uint32_t held = 0;
  };
  unsigned elements_ = 0;
  unsigned line_ = 1;
  Place step_, next_line_;
  std::vector<First> first_;  // of each beat
};
inline constexpr Place along_rows{0, 1};    // elements of a beat follow one another in a row
inline constexpr Place down_columns{1, 0};  // … or in a column

// What an input that holds still is set to.
struct Setting {
  std::string name;  // of the engine's table; its port is <name>_i
  std::uint64_t value = 0;
};

struct Program {
  bool inside(const Place& place) const { return place.row < rows && place.column < columns; }

  std::vector<BeatStream> streams;  // the engine's sinks, in the order of its declaration
  std::vector<Setting> settings;    // all that the spec has
  std::vector<Output> outputs;      // the engine's sources, in the order of its declaration
  std::uint64_t rows = 0;           // of the results
  std::uint64_t columns = 0;
  std::vector<std::uint32_t> zero_rows;  // that never come back: the host supplies zeros

  const BeatStream& stream(std::string_view name) const;  // throws std::out_of_range
  const Output& output(std::string_view name) const;      // throws std::out_of_range
};

}  // namespace denim::program
