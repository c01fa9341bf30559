// Holds the beats of a source against those of the program.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "sim/program/program.hpp"

namespace denim::sim {

// An element of a field that is not as it must be. Beats and elements count from 0.
struct Mismatch {
  enum class Kind {
    value,    // another than expected
    padding,  // of an element beyond the results, which should be zero
    control,  // of a field that holds no results: the beat says something else, such as another row
    missing,  // the beat never came
  };
  Kind kind = Kind::value;
  std::string stream;
  std::uint64_t beat = 0;
  std::string field;  // empty: the beat never came
  unsigned element = 0;
  program::Place place;  // of the element in the results, where it is one of them
  std::int64_t expected = 0;
  std::int64_t got = 0;
  std::uint64_t cycle = 0;

  std::string to_text() const;
};

class BeatCheck {
 public:
  static constexpr std::size_t max_kept = 10;

  // Of an output of the program, with the values in it, of whose beats `taken` are taken
  // (EngineDeclaration::taken). Throws SimError where the beats are not of the layout, or begin
  // beyond the results. All but `taken` must outlive the check.
  BeatCheck(const program::Program& program, const program::Output& output,
            const spec::Layout& layout, std::vector<spec::Pattern> taken = {});

  // The next beat, as little-endian words. False if no more was to come.
  bool receive(std::span<const std::uint64_t> beat, std::uint64_t cycle);
  // After the last beat: what did not come.
  void finish(std::uint64_t cycle);

  // The beats carry values of the results.
  bool has_results() const { return values_ != nullptr; }
  // Those that came, row by row; 0 where nothing came, so also in the program's zero rows.
  std::vector<std::int64_t> take_results() { return std::move(results_); }
  // What each term has taken, in the same way; none where the beats carry no pairs.
  std::vector<std::vector<std::int64_t>> take_terms() { return std::move(terms_); }

  std::uint64_t wanted() const { return output_.size(); }
  std::uint64_t mismatches() const { return mismatches_; }
  const std::vector<Mismatch>& first() const { return first_; }

 private:
  void keep_results(std::span<const std::uint64_t> beat, std::uint64_t number);
  void keep_terms(std::span<const std::uint64_t> beat, std::uint64_t number);
  void compare(std::span<const std::uint64_t> beat, std::uint64_t number, std::uint64_t cycle);
  void compare(const spec::Field& field, std::span<const std::uint64_t> beat, std::uint64_t number,
               std::uint64_t cycle);
  void report(Mismatch mismatch);

  const program::Program& program_;
  const program::Output& output_;
  const spec::Layout& layout_;
  const spec::Field* values_;
  const spec::Field* pair_values_;
  const spec::Field* pair_indices_;
  std::vector<spec::Pattern> taken_;
  std::vector<std::int64_t> results_;
  std::vector<std::vector<std::int64_t>> terms_;
  std::uint64_t received_ = 0;
  std::uint64_t mismatches_ = 0;
  std::vector<Mismatch> first_;
};

}  // namespace denim::sim
