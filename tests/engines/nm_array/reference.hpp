// What `nm_array` does with two streams of beats, and when, told from the engine contract and the
// tables of its spec alone: one beat after the other, malformed beats as documented.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tests/engines/nm_array/beats.hpp"
#include "tests/support/engine_interpreted.hpp"

namespace denim::test::engines {

class NmArrayInterpreter {
 public:
  explicit NmArrayInterpreter(const spec::Spec& spec)
      : spec_(spec),
        n_(size("n")),
        m_(size("m")),
        pe_rows_(size("pe_rows")),
        pe_cols_(size("pe_cols")),
        overlap_(spec.flag("overlap")),
        systolic_(spec.word("flow") == "systolic"),
        acc_width_(static_cast<unsigned>(spec.integer("acc_width"))),
        select_(m_ > 1 ? 1 : 0),
        latency_(static_cast<std::uint64_t>(spec.engine().latency(spec))),
        patterns_(pattern_sizes(spec)),
        accumulators_(size("rows")) {}

  // Each beat takes the first cycle in which it may: behind the one before; a row of weights when
  // the wave for which the row waits has left it; a wave when its tile is whole. What a beat does
  // hangs on its tile alone, so the streams can be followed in turns.
  Interpreted run(std::span<const WeightBeat> a, std::span<const WaveBeat> b) {
    while (load_tile(a) | use_tile(b)) {
    }
    return done_;
  }

 private:
  using Row = std::optional<WeightBeat>;
  struct Tile {
    std::vector<Row> rows;
    std::uint64_t pattern = 0;
    bool first = false, last = false;
    std::uint64_t first_cycle = 0;  // in which a wave may use it
  };
  struct Accumulator {
    std::vector<std::int64_t> sums;
    bool certain = true;
  };

  std::size_t size(const char* key) const { return static_cast<std::size_t>(spec_.integer(key)); }

  // Cycles from a wave's handshake until row r of the PEs is free for the next tile, if it waits
  // for this wave. With overlap until all PEs of the row have taken the weights along; without
  // until the wave has passed the last PE of all.
  std::uint64_t free_after(std::uint64_t r) const {
    if (!systolic_) return select_ + 1;
    return (overlap_ ? r : pe_rows_ - 1) + pe_cols_ - 1 + select_ + 1;
  }

  // Takes rows up to the one that makes a tile whole; false if none may come.
  bool load_tile(std::span<const WeightBeat> a) {
    if (whole_ || (!overlap_ && used_) || done_.a_taken == a.size()) return false;
    if (!loading_) loading_.emplace().rows.resize(pe_rows_);
    if (waited_for_) a_cycle_ = std::max(a_cycle_, *waited_for_ + 1);
    while (done_.a_taken < a.size()) {
      const WeightBeat& beat = a[done_.a_taken++];
      if (waited_for_) {  // a row that is not there waits for row 0, though it is not loaded
        const std::uint64_t row = beat.row < pe_rows_ ? beat.row : 0;
        a_cycle_ = std::max(a_cycle_, *waited_for_ + free_after(row));
      }
      ++a_cycle_;
      load(beat);
      if (!beat.whole) continue;
      const bool known = beat.pattern < patterns_.size();
      if (!known) done_.errors.insert("a_pattern_range");
      loading_->pattern = known ? beat.pattern : 0;
      loading_->first = beat.first;
      loading_->last = beat.last;
      loading_->first_cycle = a_cycle_;
      whole_.swap(loading_);
      break;
    }
    return true;
  }

  void load(WeightBeat beat) {
    for (std::size_t w = 0; w < beat.value.size(); ++w) {
      if (beat.position[w] < m_) continue;
      done_.errors.insert("a_index_range");
      beat.position[w] = 0;
      beat.value[w] = 0;
    }
    if (beat.row >= pe_rows_) {
      done_.errors.insert("a_row_range");
      return;
    }
    if (loading_->rows[beat.row]) done_.errors.insert("a_row_twice");
    loading_->rows[beat.row] = std::move(beat);
  }

  bool use_tile(std::span<const WaveBeat> b) {
    if ((!used_ && !whole_) || done_.b_taken == b.size()) return false;
    if (!used_) {
      b_cycle_ = std::max(b_cycle_, whole_->first_cycle);
      used_.swap(whole_);
      if (overlap_) waited_for_ = b_cycle_;
    }
    while (done_.b_taken < b.size()) {
      const WaveBeat& beat = b[done_.b_taken++];
      use(beat);
      ++b_cycle_;
      if (!beat.release) continue;
      if (!overlap_) waited_for_ = b_cycle_ - 1;
      used_.reset();
      break;
    }
    return true;
  }

  void use(const WaveBeat& beat) {
    if (beat.row >= accumulators_.size()) {
      done_.errors.insert("b_row_range");
      return;
    }
    Accumulator fresh{std::vector<std::int64_t>(pe_cols_)};
    for (std::size_t c = 0; c < pe_cols_; ++c) fresh.sums[c] = column_sum(beat, c);
    std::optional<Accumulator>& accumulator = accumulators_[beat.row];
    if (!used_->first) {
      if (!accumulator) {
        ++done_.unset;
        accumulator.emplace(Accumulator{std::vector<std::int64_t>(pe_cols_), false});
      }
      for (std::size_t c = 0; c < pe_cols_; ++c) fresh.sums[c] += accumulator->sums[c];
      fresh.certain = accumulator->certain;
    }
    for (std::int64_t& sum : fresh.sums) sum = wrapped(sum, acc_width_);
    accumulator = fresh;
    if (!used_->last) return;
    done_.results.push_back({fresh.sums, beat.row});
    done_.certain.push_back(fresh.certain);
    done_.cycles = b_cycle_ + latency_ + 1;
  }

  std::int64_t column_sum(const WaveBeat& beat, std::size_t c) const {
    std::int64_t sum = 0;
    for (std::size_t r = 0; r < pe_rows_; ++r) {
      const Row& row = used_->rows[r];
      for (std::size_t i = 0; row && i < n_; ++i) {
        const std::size_t w = c * n_ + i;
        const std::size_t from =
            activation_of(spec_, patterns_[used_->pattern], r, i, row->position[w]);
        sum += row->value[w] * beat.data[from];
      }
    }
    return sum;
  }

  const spec::Spec& spec_;
  std::size_t n_, m_, pe_rows_, pe_cols_;
  bool overlap_, systolic_;
  unsigned acc_width_;
  std::uint64_t select_, latency_;
  std::vector<std::uint64_t> patterns_;
  std::vector<std::optional<Accumulator>> accumulators_;
  std::optional<Tile> loading_, whole_, used_;
  std::optional<std::uint64_t> waited_for_;  // cycle of the last wave for which rows wait
  std::uint64_t a_cycle_ = 0;                // of the next a beat, at the earliest
  std::uint64_t b_cycle_ = 0;
  Interpreted done_;
};

inline Interpreted interpret(const spec::Spec& spec, std::span<const WeightBeat> a,
                             std::span<const WaveBeat> b) {
  return NmArrayInterpreter(spec).run(a, b);
}

}  // namespace denim::test::engines
