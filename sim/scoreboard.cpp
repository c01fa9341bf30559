#include "sim/scoreboard.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/error.hpp"

namespace denim::sim {

const char* to_text(MismatchKind kind) {
  switch (kind) {
    case MismatchKind::value:
      return "wrong value";
    case MismatchKind::padding:
      return "an element beyond the matrix is not zero";
    case MismatchKind::address:
      return "the beat names another accumulator";
    case MismatchKind::missing:
      return "never came";
    case MismatchKind::zero_row:
      return "the program takes the row for zero";
    case MismatchKind::uncovered:
      return "the program does not deliver it";
    case MismatchKind::repeated:
      return "the program delivers it twice";
  }
  return "";
}

Scoreboard::Scoreboard(const program::Program& program, const spec::Layout& layout,
                       std::span<const std::int64_t> expected)
    : program_(program),
      expected_(expected),
      data_(layout.field("data")),
      row_(layout.field("row")) {
  const std::uint64_t elements = program.rows * program.columns;
  if (expected.size() != elements) {
    throw SimError(fmt::format("{} expected values for a result of {} × {}", expected.size(),
                               program.rows, program.columns));
  }
  for (const program::Result& result : program.results) {
    if (result.row >= program.rows || result.column >= program.columns) {
      throw SimError(
          fmt::format("the program has a result at row {}, column {} of a matrix of {} × {}",
                      result.row, result.column, program.rows, program.columns));
    }
  }
  for (const std::uint32_t row : program.zero_rows) {
    if (row >= program.rows) {
      throw SimError(fmt::format("the program's zero row {} is not below {}", row, program.rows));
    }
  }
  result_.assign(elements, 0);
  covered_.assign(elements, 0);
}

std::int64_t Scoreboard::element(std::span<const std::uint64_t> beat, unsigned index) const {
  const unsigned bit = data_.bit(index);
  const unsigned shift = bit % 64;
  std::uint64_t value = beat[bit / 64] >> shift;
  if (shift != 0) value |= beat[bit / 64 + 1] << (64 - shift);
  const unsigned unused = 64 - data_.width;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

void Scoreboard::report(const Mismatch& mismatch) {
  ++mismatches_;
  if (first_.size() < max_kept) first_.push_back(mismatch);
}

bool Scoreboard::receive(std::span<const std::uint64_t> beat, std::uint64_t cycle) {
  if (received_ == program_.results.size()) return false;
  const program::Result& result = program_.results[received_++];
  const std::uint64_t address = program::get_bits(beat, row_.offset, row_.width);
  if (address != result.address) {
    report({result.row, result.column, result.address, static_cast<std::int64_t>(address), cycle,
            MismatchKind::address});
  }
  for (unsigned i = 0; i < data_.count; ++i) {
    const auto place = program_.place(result, i);
    const std::int64_t got = element(beat, i);
    if (!program_.inside(place)) {
      if (got != 0) report({place.row, place.column, 0, got, cycle, MismatchKind::padding});
      continue;
    }
    const std::uint64_t at = place.row * program_.columns + place.column;
    const std::int64_t wanted = expected_[at];
    if (covered_[at] != 0) {
      report({place.row, place.column, wanted, got, cycle, MismatchKind::repeated});
    }
    covered_[at] = 1;
    result_[at] = got;
    if (got != wanted) {
      report({place.row, place.column, wanted, got, cycle, MismatchKind::value});
    }
  }
  return true;
}

void Scoreboard::finish(std::uint64_t cycle) {
  const auto uncovered = [&](std::uint64_t row, std::uint64_t column, MismatchKind kind) {
    const std::uint64_t at = row * program_.columns + column;
    if (covered_[at] == 0) report({row, column, expected_[at], 0, cycle, kind});
    covered_[at] = 1;
  };
  for (; received_ < program_.results.size(); ++received_) {
    const program::Result& result = program_.results[received_];
    for (unsigned i = 0; i < data_.count; ++i) {
      const auto place = program_.place(result, i);
      if (program_.inside(place)) uncovered(place.row, place.column, MismatchKind::missing);
    }
  }
  for (const std::uint32_t row : program_.zero_rows) {
    for (std::uint64_t column = 0; column < program_.columns; ++column) {
      const std::uint64_t at = row * program_.columns + column;
      if (covered_[at] != 0) {
        report({row, column, 0, result_[at], cycle, MismatchKind::zero_row});
      } else if (expected_[at] != 0) {
        report({row, column, expected_[at], 0, cycle, MismatchKind::zero_row});
      }
      covered_[at] = 1;
    }
  }
  for (std::uint64_t row = 0; row < program_.rows; ++row) {
    for (std::uint64_t column = 0; column < program_.columns; ++column) {
      uncovered(row, column, MismatchKind::uncovered);
    }
  }
}

}  // namespace denim::sim
