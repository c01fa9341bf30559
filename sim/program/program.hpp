// A program: the streams that make one engine compute one GEMM, and the order in which its results
// come back. Plain data; the values of the results are the golden model's business.
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

// Sets or reads `width` (at most 64) bits at `bit`; set_bits takes the low bits of value and
// expects the target bits to be zero.
void set_bits(std::span<std::uint64_t> beat, unsigned bit, unsigned width, std::uint64_t value);
std::uint64_t get_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width);
std::int64_t get_signed_bits(std::span<const std::uint64_t> beat, unsigned bit, unsigned width);

// Which way the elements of a result beat lie in C.
enum class Along { columns, rows };

// One result beat: its first element is C[row][column], the others follow along a row or down a
// column; what lies beyond the matrix is zero. `address` is what the beat's row field must say.
struct Result {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  std::uint32_t address = 0;
};

// What an input that holds still is set to.
struct Setting {
  std::string name;  // of the engine's table; its port is <name>_i
  std::uint64_t value = 0;
};

struct Program {
  // Where element i of a result's beat lies in C, which may be beyond it.
  struct Place {
    std::uint64_t row = 0;
    std::uint64_t column = 0;
  };
  Place place(const Result& result, unsigned i) const {
    if (along == Along::rows) return {std::uint64_t{result.row} + i, result.column};
    return {result.row, std::uint64_t{result.column} + i};
  }
  bool inside(const Place& place) const { return place.row < rows && place.column < columns; }

  std::vector<BeatStream> streams;  // the engine's sinks, in the order of its declaration
  std::vector<Setting> settings;    // all that the spec has
  // The beats of sources, as they must come back, where the program states them itself. Of `c` it
  // states them where there is more in a beat than a row and values of C, which `results` tell.
  std::vector<BeatStream> stated;
  std::vector<Result> results;           // of `c`, in the order in which they come back
  Along along = Along::columns;          // of every result beat
  std::uint64_t rows = 0;                // of C
  std::uint64_t columns = 0;             // of C
  std::vector<std::uint32_t> zero_rows;  // rows of C that never come back: the host supplies zeros

  const BeatStream& stream(std::string_view name) const;         // throws std::out_of_range
  const BeatStream* stated_stream(std::string_view name) const;  // null: not stated
};

}  // namespace denim::program
