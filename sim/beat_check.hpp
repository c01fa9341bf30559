// Holds the beats of a source against those that the program states.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "sim/program/program.hpp"

namespace denim::sim {

// A field of a stated beat that is not as it must be. Beats and elements count from 0.
struct BeatMismatch {
  std::string stream;
  std::uint64_t beat = 0;
  std::string field;  // empty: the beat never came
  unsigned element = 0;
  std::int64_t expected = 0;
  std::int64_t got = 0;
  std::uint64_t cycle = 0;

  std::string to_text() const;
};

class BeatCheck {
 public:
  static constexpr std::size_t max_kept = 10;

  // `passed_over` are fields that somebody else looks at. Throws SimError where the beats are not
  // of the layout.
  BeatCheck(const program::BeatStream& stated, const spec::Layout& layout,
            std::span<const std::string_view> passed_over = {});

  // The next beat, as little-endian words. False if no more was to come.
  bool receive(std::span<const std::uint64_t> beat, std::uint64_t cycle);
  // After the last beat: what did not come.
  void finish(std::uint64_t cycle);

  std::uint64_t mismatches() const { return mismatches_; }
  const std::vector<BeatMismatch>& first() const { return first_; }

 private:
  void report(BeatMismatch mismatch);

  const program::BeatStream& stated_;
  std::vector<spec::Field> fields_;
  std::uint64_t received_ = 0;
  std::uint64_t mismatches_ = 0;
  std::vector<BeatMismatch> first_;
};

}  // namespace denim::sim
