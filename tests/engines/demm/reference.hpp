// What `demm` does with two streams of beats, and when, told from the engine contract and the
// tables of its spec alone: one beat after the other, malformed beats as documented.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "tests/engines/demm/beats.hpp"
#include "tests/support/engine_interpreted.hpp"

namespace denim::test::engines {

class DemmInterpreter {
 public:
  explicit DemmInterpreter(const spec::Spec& spec)
      : n_(static_cast<std::size_t>(spec.integer("n"))),
        m_(static_cast<std::size_t>(spec.integer("m"))),
        columns_(static_cast<std::size_t>(spec.integer("columns"))),
        segments_(static_cast<std::size_t>(spec.integer("segments"))),
        bank_rows_(static_cast<std::size_t>(spec.integer("rows")) / segments_),
        copies_(spec.flag("overlap") ? 2 : 1),
        banked_(spec.word("memory") == "banked"),
        acc_width_(static_cast<unsigned>(spec.integer("acc_width"))),
        hold_(static_cast<std::uint64_t>(spec.integer("read_latency"))),
        latency_(static_cast<std::uint64_t>(spec.engine().latency(spec))),
        accumulators_(segments_ * bank_rows_) {}

  // Each beat takes the first cycle in which it may: behind the one before; a row of B when its
  // copy of the tile is free; a beat of A when its tile is whole. What a beat does hangs on its
  // tile alone, so the streams can be followed in turns.
  Interpreted run(std::span<const ABeat> a, std::span<const BBeat> b) {
    while (load_tile(b) | use_tile(a)) {
    }
    return done_;
  }

 private:
  using Row = std::optional<std::vector<std::int64_t>>;
  struct Tile {
    std::vector<Row> rows;
    std::uint64_t first_cycle = 0;  // in which `a` may use it
  };
  struct Accumulator {
    std::vector<std::int64_t> sums;
    bool certain = true;
  };

  // Takes rows up to the one that makes a tile whole; false if none may come.
  bool load_tile(std::span<const BBeat> b) {
    if (!loading_) {
      if (tiles_.size() == copies_ || done_.b_taken == b.size()) return false;
      loading_.emplace().rows.resize(m_);
      if (tiles_loaded_ >= copies_) {
        b_cycle_ = std::max(b_cycle_, released_[tiles_loaded_ - copies_] + 1 + hold_);
      }
    }
    while (done_.b_taken < b.size()) {
      const BBeat& beat = b[done_.b_taken++];
      ++b_cycle_;
      if (beat.row >= m_) {
        done_.errors.insert("b_row_range");
      } else {
        loading_->rows[beat.row] = beat.data;
      }
      if (!beat.last) continue;
      loading_->first_cycle = b_cycle_;
      tiles_.push_back(std::move(*loading_));
      loading_.reset();
      ++tiles_loaded_;
      return true;
    }
    return false;
  }

  bool use_tile(std::span<const ABeat> a) {
    if (tiles_.empty() || done_.a_taken == a.size()) return false;
    a_cycle_ = std::max(a_cycle_, tiles_.front().first_cycle);
    while (done_.a_taken < a.size()) {
      const ABeat& beat = a[done_.a_taken++];
      use(beat);
      ++a_cycle_;
      if (!beat.release) continue;
      released_.push_back(a_cycle_ - 1);
      tiles_.pop_front();
      break;
    }
    return true;
  }

  void use(const ABeat& beat) {
    bool in_order = true;
    std::uint64_t end = 0;
    for (const Segment& segment : beat.segments) {
      in_order = in_order && segment.end >= end && segment.end <= n_;
      end = segment.end;
    }
    std::vector<Row> products(n_);
    const std::vector<bool> clashing =
        read(beat, in_order ? end : n_, products, in_order ? done_.errors : done_.possible_errors);
    if (!in_order) done_.errors.insert("a_segment");
    bool left = false;
    for (std::size_t s = 0; s < segments_; ++s) {
      const Segment& segment = beat.segments[s];
      if (!segment.used) continue;
      if (segment.row >= bank_rows_) {
        done_.errors.insert("a_row_range");
        continue;
      }
      Accumulator fresh{std::vector<std::int64_t>(columns_), in_order};
      for (std::size_t lane = beat.begin(s); in_order && lane < segment.end; ++lane) {
        if (clashing[lane]) fresh.certain = false;
        for (std::size_t c = 0; products[lane] && c < columns_; ++c) {
          fresh.sums[c] += (*products[lane])[c];
        }
      }
      add(segment.row * segments_ + s, segment, std::move(fresh), left);
    }
  }

  // The products of the lanes below `end`, where they can be had, and which of them read a bank
  // that another one reads too.
  std::vector<bool> read(const ABeat& beat, std::uint64_t end, std::vector<Row>& products,
                         std::set<std::string>& errors) {
    std::vector<bool> clashing(n_);
    for (std::size_t lane = 0; lane < end; ++lane) {
      const std::uint64_t row = beat.index[lane];
      if (row >= m_) {
        errors.insert("a_index_range");
        continue;
      }
      for (std::size_t other = 0; banked_ && other < lane; ++other) {
        if (beat.index[other] >= m_ || beat.index[other] % n_ != row % n_) continue;
        errors.insert("bank_conflict");
        clashing[lane] = clashing[other] = true;
      }
      if (!tiles_.front().rows[row]) {
        errors.insert("absent_row");
        continue;
      }
      products[lane] = *tiles_.front().rows[row];
      for (std::int64_t& value : *products[lane]) value *= beat.value[lane];
    }
    return clashing;
  }

  void add(std::size_t address, const Segment& segment, Accumulator fresh, bool& left) {
    std::optional<Accumulator>& accumulator = accumulators_[address];
    if (!segment.first) {
      if (!accumulator) {
        ++done_.unset;
        accumulator.emplace(std::vector<std::int64_t>(columns_));
      }
      for (std::size_t c = 0; c < columns_; ++c) fresh.sums[c] += accumulator->sums[c];
      fresh.certain = fresh.certain && accumulator->certain;
    }
    for (std::int64_t& sum : fresh.sums) sum = wrapped(sum, acc_width_);
    accumulator = fresh;
    if (!segment.last) return;
    if (left) {  // another segment of the beat has
      done_.errors.insert("a_segment");
      done_.certain.back() = false;
      return;
    }
    left = true;
    done_.results.push_back({fresh.sums, address});
    done_.certain.push_back(fresh.certain);
    done_.cycles = a_cycle_ + latency_ + 1;
  }

  std::size_t n_, m_, columns_, segments_, bank_rows_, copies_;
  bool banked_;
  unsigned acc_width_;
  std::uint64_t hold_, latency_;
  std::vector<std::optional<Accumulator>> accumulators_;  // address · segments + bank
  std::deque<Tile> tiles_;                                // whole, not released
  std::optional<Tile> loading_;
  std::size_t tiles_loaded_ = 0;
  std::vector<std::uint64_t> released_;  // of each tile, the cycle of the beat that released it
  std::uint64_t a_cycle_ = 0;            // of the next a beat, at the earliest
  std::uint64_t b_cycle_ = 0;
  Interpreted done_;
};

inline Interpreted interpret(const spec::Spec& spec, std::span<const ABeat> a,
                             std::span<const BBeat> b) {
  return DemmInterpreter(spec).run(a, b);
}

}  // namespace denim::test::engines
