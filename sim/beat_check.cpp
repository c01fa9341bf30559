#include "sim/beat_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/error.hpp"

namespace denim::sim {

namespace {

// The words of the engine contract for signed things; all else counts something.
bool is_signed(const spec::Field& field) { return field.name == "data" || field.name == "value"; }

std::int64_t element_of(std::span<const std::uint64_t> beat, const spec::Field& field, unsigned i) {
  if (is_signed(field)) return program::get_signed_bits(beat, field.bit(i), field.width);
  return static_cast<std::int64_t>(program::get_bits(beat, field.bit(i), field.width));
}

}  // namespace

std::string BeatMismatch::to_text() const {
  if (field.empty()) return fmt::format("stream {}, beat {}: never came", stream, beat);
  return fmt::format("stream {}, beat {}, {}[{}]: expected {}, got {} in cycle {}", stream, beat,
                     field, element, expected, got, cycle);
}

BeatCheck::BeatCheck(const program::BeatStream& stated, const spec::Layout& layout,
                     std::span<const std::string_view> passed_over)
    : stated_(stated) {
  if (stated.width() != layout.width) {
    throw SimError(fmt::format("the program states beats of stream '{}' of {} bits; they have {}",
                               layout.stream, stated.width(), layout.width));
  }
  for (const spec::Field& field : layout.fields) {
    if (std::ranges::find(passed_over, field.name) == passed_over.end()) fields_.push_back(field);
  }
}

void BeatCheck::report(BeatMismatch mismatch) {
  ++mismatches_;
  if (first_.size() < max_kept) first_.push_back(std::move(mismatch));
}

bool BeatCheck::receive(std::span<const std::uint64_t> beat, std::uint64_t cycle) {
  if (received_ == stated_.size()) return false;
  const std::uint64_t number = received_++;
  const auto wanted = stated_.beat(number % stated_.stored());
  if (std::equal(wanted.begin(), wanted.end(), beat.begin())) return true;
  for (const spec::Field& field : fields_) {
    for (unsigned i = 0; i < field.count; ++i) {
      const std::int64_t expected = element_of(wanted, field, i);
      const std::int64_t got = element_of(beat, field, i);
      if (expected != got) {
        report({stated_.name(), number, field.name, i, expected, got, cycle});
      }
    }
  }
  return true;
}

void BeatCheck::finish(std::uint64_t cycle) {
  for (; received_ < stated_.size(); ++received_) {
    report({stated_.name(), received_, "", 0, 0, 0, cycle});
  }
}

}  // namespace denim::sim
