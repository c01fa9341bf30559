// Holds what an engine gives back against the program and the expected result.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gen/spec/layout.hpp"
#include "sim/program/program.hpp"

namespace denim::sim {

enum class MismatchKind {
  value,      // another value than expected
  padding,    // an element beyond the matrix is not zero
  address,    // the beat says another row than the program; `expected` and `got` are addresses
  missing,    // its beat never came
  zero_row,   // the program says that the row is zero; it is not
  uncovered,  // the program never delivers it
  repeated,   // the program delivers it twice
};
const char* to_text(MismatchKind kind);

struct Mismatch {
  std::uint64_t row = 0;
  std::uint64_t column = 0;
  std::int64_t expected = 0;
  std::int64_t got = 0;
  std::uint64_t cycle = 0;
  MismatchKind kind = MismatchKind::value;
};

class Scoreboard {
 public:
  static constexpr std::size_t max_kept = 10;

  // `expected` is C, rows × columns, row by row; the layout is that of the result stream, with the
  // fields "row" and "data" (signed). Throws SimError where sizes do not fit together.
  Scoreboard(const program::Program& program, const spec::Layout& layout,
             std::span<const std::int64_t> expected);

  // The next beat, as little-endian words with one word more than the beat has. False if no more
  // was to come.
  bool receive(std::span<const std::uint64_t> beat, std::uint64_t cycle);
  // After the last beat: what did not come, and what the program forgot.
  void finish(std::uint64_t cycle);

  std::uint64_t received() const { return received_; }
  std::uint64_t mismatches() const { return mismatches_; }
  const std::vector<Mismatch>& first() const { return first_; }
  std::vector<std::int64_t> take_result() { return std::move(result_); }

 private:
  std::int64_t element(std::span<const std::uint64_t> beat, unsigned index) const;
  void report(const Mismatch& mismatch);

  const program::Program& program_;
  std::span<const std::int64_t> expected_;
  spec::Field data_;
  spec::Field row_;
  std::vector<std::int64_t> result_;
  std::vector<std::uint8_t> covered_;  // per element of C
  std::uint64_t received_ = 0;
  std::uint64_t mismatches_ = 0;
  std::vector<Mismatch> first_;
};

}  // namespace denim::sim
