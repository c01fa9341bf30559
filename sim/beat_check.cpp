#include "sim/beat_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

std::int64_t element_of(std::span<const std::uint64_t> beat, const spec::Field& field, unsigned i) {
  if (spec::is_signed(field.holds)) {
    return program::get_signed_bits(beat, field.bit(i), field.width);
  }
  return static_cast<std::int64_t>(program::get_bits(beat, field.bit(i), field.width));
}

}  // namespace

std::string Mismatch::to_text() const {
  const std::string where = fmt::format("stream {}, beat {}", stream, beat);
  switch (kind) {
    case Kind::missing:
      return where + ": never came";
    case Kind::value:
      return fmt::format("row {}, column {}: expected {}, got {} in cycle {} ({}, {}[{}])",
                         place.row, place.column, expected, got, cycle, where, field, element);
    case Kind::padding:
      return fmt::format(
          "{}, {}[{}], which lies beyond the results: expected {}, got {} in cycle {}", where,
          field, element, expected, got, cycle);
    case Kind::control:
      break;
  }
  return fmt::format("{}, {}[{}]: expected {}, got {} in cycle {}", where, field, element, expected,
                     got, cycle);
}

BeatCheck::BeatCheck(const program::Program& program, const program::Output& output,
                     const spec::Layout& layout, std::vector<spec::Pattern> taken)
    : program_(program),
      output_(output),
      layout_(layout),
      values_(layout.holding(spec::Holds::values)),
      pair_values_(layout.holding(spec::Holds::pair_values)),
      pair_indices_(layout.holding(spec::Holds::pair_indices)),
      taken_(std::move(taken)) {
  const program::BeatStream& beats = output.beats;
  if (beats.width() != layout.width) {
    throw SimError(fmt::format("the program states beats of stream '{}' of {} bits; they have {}",
                               layout.stream, beats.width(), layout.width));
  }
  if (beats.size() != output.size()) {
    throw SimError(fmt::format("the program has {} beats of stream '{}' and places of {}",
                               beats.size(), layout.stream, output.size()));
  }
  for (std::size_t i = 0; i < output.size(); ++i) {
    const program::Place first = output.place(i, 0);
    if (first == program::nowhere || program.inside(first)) continue;
    throw SimError(
        fmt::format("the program has a result at row {}, column {} of a matrix of {} × {}",
                    first.row, first.column, program.rows, program.columns));
  }
  const std::size_t size = program.rows * program.columns;
  if (values_ != nullptr) results_.assign(size, 0);
  if (pair_values_ != nullptr) terms_.assign(taken_.size(), std::vector<std::int64_t>(size));
}

void BeatCheck::report(Mismatch mismatch) {
  ++mismatches_;
  if (first_.size() >= max_kept) return;
  mismatch.stream = layout_.stream;
  first_.push_back(std::move(mismatch));
}

bool BeatCheck::receive(std::span<const std::uint64_t> beat, std::uint64_t cycle) {
  if (received_ == output_.size()) return false;
  const std::uint64_t number = received_++;
  if (values_ != nullptr) keep_results(beat, number);
  if (pair_values_ != nullptr) keep_terms(beat, number);
  const auto wanted = output_.beats.beat(number);
  if (!std::equal(wanted.begin(), wanted.end(), beat.begin())) compare(beat, number, cycle);
  return true;
}

void BeatCheck::keep_results(std::span<const std::uint64_t> beat, std::uint64_t number) {
  for (unsigned i = 0; i < values_->count; ++i) {
    const program::Place place = output_.place(number, i);
    if (!program_.inside(place)) continue;
    results_[place.row * program_.columns + place.column] = element_of(beat, *values_, i);
  }
}

// Pairs come term by term, and in a term block by block.
void BeatCheck::keep_terms(std::span<const std::uint64_t> beat, std::uint64_t number) {
  unsigned pair = 0;
  for (std::size_t term = 0; term < taken_.size(); ++term) {
    const auto n = static_cast<unsigned>(taken_[term].n);
    const auto m = static_cast<unsigned>(taken_[term].m);
    for (unsigned i = 0; i < output_.elements() / m * n; ++i, ++pair) {
      const std::int64_t value = element_of(beat, *pair_values_, pair);
      const auto index = static_cast<unsigned>(element_of(beat, *pair_indices_, pair));
      const program::Place place = output_.place(number, i / n * m + index);
      if (value == 0 || !program_.inside(place)) continue;
      terms_[term][place.row * program_.columns + place.column] = value;
    }
  }
}

void BeatCheck::compare(std::span<const std::uint64_t> beat, std::uint64_t number,
                        std::uint64_t cycle) {
  // The other fields first: a beat of another row has other values too.
  for (const spec::Field& field : layout_.fields) {
    if (&field != values_) compare(field, beat, number, cycle);
  }
  if (values_ != nullptr) compare(*values_, beat, number, cycle);
}

void BeatCheck::compare(const spec::Field& field, std::span<const std::uint64_t> beat,
                        std::uint64_t number, std::uint64_t cycle) {
  const auto wanted = output_.beats.beat(number);
  for (unsigned i = 0; i < field.count; ++i) {
    Mismatch wrong;
    wrong.expected = element_of(wanted, field, i);
    wrong.got = element_of(beat, field, i);
    if (wrong.expected == wrong.got) continue;
    wrong.kind = Mismatch::Kind::control;
    if (&field == values_) {
      wrong.place = output_.place(number, i);
      wrong.kind = program_.inside(wrong.place) ? Mismatch::Kind::value : Mismatch::Kind::padding;
    }
    wrong.beat = number;
    wrong.field = field.name;
    wrong.element = i;
    wrong.cycle = cycle;
    report(std::move(wrong));
  }
}

void BeatCheck::finish(std::uint64_t cycle) {
  for (; received_ < output_.size(); ++received_) {
    Mismatch missing;
    missing.kind = Mismatch::Kind::missing;
    missing.beat = received_;
    missing.place = output_.place(received_, 0);
    missing.cycle = cycle;
    report(std::move(missing));
  }
}

}  // namespace denim::sim
