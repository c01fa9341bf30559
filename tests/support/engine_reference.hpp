// What `demm` does with two streams of beats, told from the engine contract and the tables of its
// spec alone: one beat after the other, nothing in parallel, malformed beats as documented.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tests/support/engine_beats.hpp"

namespace denim::test::engines {

struct Interpreted {
  std::vector<CBeat> results;
  std::set<std::string> errors;  // names of the bits of error_o
  std::size_t a_taken = 0;
  std::size_t b_taken = 0;
  std::uint64_t unset = 0;   // sums that were added to an accumulator that nothing had set
  std::uint64_t cycles = 0;  // without stalls, as the engine contract counts them
  bool stuck(std::size_t a_beats, std::size_t b_beats) const {
    return a_taken != a_beats || b_taken != b_beats;
  }
};

class Interpreter {
 public:
  explicit Interpreter(const spec::Spec& spec)
      : n_(static_cast<std::size_t>(spec.integer("n"))),
        m_(static_cast<std::size_t>(spec.integer("m"))),
        columns_(static_cast<std::size_t>(spec.integer("columns"))),
        rows_(static_cast<std::size_t>(spec.integer("rows"))),
        acc_width_(static_cast<unsigned>(spec.integer("acc_width"))),
        latency_(static_cast<std::uint64_t>(spec.engine().latency())),
        accumulators_(rows_) {}

  Interpreted run(std::span<const ABeat> a, std::span<const BBeat> b) {
    // Turns: all rows of a tile, then all beats that use it. Each beat takes a cycle.
    while (true) {
      tile_.assign(m_, std::nullopt);
      bool whole = false;
      while (!whole && done_.b_taken < b.size()) {
        whole = b[done_.b_taken].last;
        load(b[done_.b_taken++]);
      }
      if (!whole) return done_;
      bool released = false;
      while (!released && done_.a_taken < a.size()) {
        released = a[done_.a_taken].release;
        use(a[done_.a_taken++]);
      }
      if (!released) return done_;
    }
  }

 private:
  void load(const BBeat& beat) {
    if (beat.row >= m_) {
      done_.errors.insert("b_row_range");
    } else {
      tile_[beat.row] = beat.data;
    }
  }

  void use(const ABeat& beat) {
    if (!beat.used) return;
    if (beat.end > n_) done_.errors.insert("a_segment");
    if (beat.row >= rows_) {
      done_.errors.insert("a_row_range");
      return;
    }
    std::vector<std::int64_t> sums(columns_, 0);
    for (std::size_t lane = 0; lane < std::min<std::size_t>(beat.end, n_); ++lane) {
      if (beat.index[lane] >= m_) {
        done_.errors.insert("a_index_range");
      } else if (!tile_[beat.index[lane]]) {
        done_.errors.insert("absent_row");
      } else {
        const auto& row = *tile_[beat.index[lane]];
        for (std::size_t c = 0; c < columns_; ++c) sums[c] += beat.value[lane] * row[c];
      }
    }
    auto& accumulator = accumulators_[beat.row];
    if (!beat.first) {
      if (!accumulator) {
        ++done_.unset;
        accumulator.emplace(columns_, 0);
      }
      for (std::size_t c = 0; c < columns_; ++c) sums[c] += (*accumulator)[c];
    }
    for (std::int64_t& sum : sums) sum = wrapped(sum);
    accumulator = sums;
    if (beat.last) {
      done_.results.push_back({sums, beat.row});
      done_.cycles = done_.a_taken + done_.b_taken + latency_;
    }
  }

  // Modulo 2^acc_width, two's complement.
  std::int64_t wrapped(std::int64_t value) const {
    const std::uint64_t sign = std::uint64_t{1} << (acc_width_ - 1);
    const std::uint64_t low = static_cast<std::uint64_t>(value) & ((sign - 1) | sign);
    return static_cast<std::int64_t>((low ^ sign) - sign);
  }

  std::size_t n_, m_, columns_, rows_;
  unsigned acc_width_;
  std::uint64_t latency_;
  std::vector<std::optional<std::vector<std::int64_t>>> accumulators_;
  std::vector<std::optional<std::vector<std::int64_t>>> tile_;
  Interpreted done_;
};

inline Interpreted interpret(const spec::Spec& spec, std::span<const ABeat> a,
                             std::span<const BBeat> b) {
  return Interpreter(spec).run(a, b);
}

// A program made by hand: each result of the interpreter is a row of its "matrix", in the order in
// which they come, so that an accumulator may leave as often as it likes.
struct HandJob {
  program::Program program;
  std::vector<std::int64_t> expected;
  Interpreted reference;
};

inline HandJob hand_job(const spec::Spec& spec, std::span<const ABeat> a,
                        std::span<const BBeat> b) {
  HandJob job;
  job.reference = interpret(spec, a, b);
  job.program.rows = job.reference.results.size();
  job.program.columns = static_cast<std::uint64_t>(spec.integer("columns"));
  job.program.streams.push_back(write_all(spec, a));
  job.program.streams.push_back(write_all(spec, b));
  for (std::uint32_t i = 0; i < job.reference.results.size(); ++i) {
    const CBeat& result = job.reference.results[i];
    job.program.results.push_back({i, 0, static_cast<std::uint32_t>(result.row)});
    job.expected.insert(job.expected.end(), result.data.begin(), result.data.end());
  }
  return job;
}

}  // namespace denim::test::engines
