// What `outer` does with two streams of beats, and when, told from the engine contract and the
// tables of its spec alone: cycle by cycle, malformed beats as documented.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tests/engines/outer/beats.hpp"
#include "tests/support/engine_interpreted.hpp"

namespace denim::test::engines {

class OuterInterpreter {
 public:
  explicit OuterInterpreter(const spec::Spec& spec)
      : p_(size(spec, "p")),
        q_(size(spec, "q")),
        tile_(size(spec, "tile")),
        unit_cols_(size(spec, "unit_cols")),
        queue_(size(spec, "queue")),
        a_slots_(size(spec, "a_slots")),
        b_slots_(size(spec, "b_slots")),
        banks_(size(spec, "bank_lines")),
        collector_(size(spec, "collector")),
        acc_width_(static_cast<unsigned>(spec.integer("acc_width"))),
        units_(size(spec, "units")) {
    for (Unit& unit : units_) unit.sums.assign(tile_ * tile_, 0);
  }

  Interpreted run(std::span<const ColumnBeat> a, std::span<const RowBeat> b) {
    for (std::uint64_t cycle = 0; is_busy() || can_take(a, b); ++cycle) step(cycle, a, b);
    return done_;
  }

 private:
  // A step of k for one unit.
  struct Step {
    std::vector<std::optional<std::int64_t>> a, b;  // by rows and columns of the tile
    std::size_t cycles = 1;
    bool last = false;
  };
  using Tile = std::vector<std::int64_t>;
  struct Unit {
    std::deque<Step> queue;
    std::size_t worked = 0;   // cycles of the first one
    std::size_t cleared = 0;  // words of each bank, since reset
    Tile sums;
    // What the step completes that has been chosen, or multiplied; nothing where it is not the
    // last.
    std::unique_ptr<std::optional<Tile>> chosen, multiplied;
    std::optional<Tile> complete;
    std::deque<CBeat> leaving;
    bool is_busy() const {
      return !queue.empty() || chosen || multiplied || complete || !leaving.empty();
    }
  };

  static std::size_t size(const spec::Spec& spec, const char* key) {
    return static_cast<std::size_t>(spec.number(key));
  }
  bool is_busy() const { return std::ranges::any_of(units_, &Unit::is_busy); }
  bool can_take(std::span<const ColumnBeat> a, std::span<const RowBeat> b) const {
    return done_.a_taken < a.size() && done_.b_taken < b.size();
  }

  void step(std::uint64_t cycle, std::span<const ColumnBeat> a, std::span<const RowBeat> b) {
    const bool room =
        std::ranges::all_of(units_, [&](const Unit& unit) { return unit.queue.size() < queue_; });
    std::vector<bool> leaves(units_.size());
    leaves[turn_] = !units_[turn_].leaving.empty();
    for (std::size_t u = 0; u < units_.size(); ++u) move(units_[u], u, leaves[u], cycle);
    if (room && can_take(a, b)) take(a[done_.a_taken++], b[done_.b_taken++]);
  }

  // A row leaves, or a tile is handed over; the steps go on as far as there is room for them.
  void move(Unit& unit, std::size_t number, bool leaves, std::uint64_t cycle) {
    const std::size_t fold = tile_ / banks_;
    const bool is_clean = fold == 1 || unit.cleared == fold * fold;
    const bool may_add = is_clean && (!unit.complete || unit.leaving.empty());
    if (!is_clean && (unit.cleared > 0 || !unit.queue.empty())) ++unit.cleared;
    if (leaves) {
      done_.results.push_back(unit.leaving.front());
      done_.certain.push_back(true);
      done_.cycles = cycle + 2;  // it is seen in the next cycle, and counted
      unit.leaving.pop_front();
      if (unit.leaving.empty()) turn_ = (number + 1) % units_.size();
    }
    if (may_add && unit.complete) {
      for (std::size_t n = tile_; n-- > 0;)
        unit.leaving.push_back({block(*unit.complete, n), number * tile_ + n});
      unit.complete.reset();
    }
    if (may_add && unit.multiplied) {
      unit.complete = *std::exchange(unit.multiplied, nullptr);
    }
    if (!unit.multiplied) unit.multiplied = std::exchange(unit.chosen, nullptr);
    if (!unit.chosen && !unit.queue.empty()) choose(unit);
  }

  // Of so many rows and `banks` columns, a row of blocks after the other.
  std::vector<std::int64_t> block(const Tile& tile, std::size_t number) const {
    const std::size_t rows = tile_ / banks_;
    std::vector<std::int64_t> values;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < banks_; ++c)
        values.push_back(tile[(number / rows * rows + r) * tile_ + number % rows * banks_ + c]);
    }
    return values;
  }

  // The cycles that so many lanes take for the lines that have a value, dealt to them in turn.
  std::size_t rounds(const std::vector<std::optional<std::int64_t>>& lines,
                     std::size_t lanes) const {
    struct Waiting {
      std::deque<std::size_t> lines;
      std::size_t used = 0;
    };
    std::vector<Waiting> all(lanes);
    std::size_t dealt = 0, rounds = 0;
    for (std::size_t i = 0; i < tile_; ++i)
      if (lines[i]) all[dealt++ % lanes].lines.push_back(i);
    for (;; ++rounds) {
      std::size_t least = SIZE_MAX;
      for (const Waiting& lane : all)
        if (!lane.lines.empty()) least = std::min(least, lane.used);
      if (least == SIZE_MAX) return rounds;
      std::map<std::size_t, std::size_t> first_of_bank;  // its lowest line
      for (const Waiting& lane : all) {
        if (lane.lines.empty() || lane.used >= least + collector_) continue;
        const std::size_t line = lane.lines.front();
        const auto [at, is_new] = first_of_bank.emplace(line % banks_, line);
        if (!is_new) at->second = std::min(at->second, line);
      }
      for (Waiting& lane : all) {
        if (lane.lines.empty() || lane.used >= least + collector_) continue;
        if (first_of_bank.at(lane.lines.front() % banks_) != lane.lines.front()) continue;
        lane.lines.pop_front();
        ++lane.used;
      }
    }
  }

  void choose(Unit& unit) {
    const Step& first = unit.queue.front();
    unit.chosen = std::make_unique<std::optional<Tile>>();
    if (++unit.worked < first.cycles) return;
    add(unit.sums, first);
    if (first.last) *unit.chosen = std::exchange(unit.sums, Tile(tile_ * tile_));
    unit.queue.pop_front();
    unit.worked = 0;
  }

  void add(Tile& sums, const Step& step) const {
    for (std::size_t r = 0; r < tile_; ++r) {
      for (std::size_t c = 0; step.a[r] && c < tile_; ++c) {
        std::int64_t& sum = sums[r * tile_ + c];
        if (step.b[c]) sum = wrapped(sum + *step.a[r] * *step.b[c], acc_width_);
      }
    }
  }

  void take(const ColumnBeat& a, const RowBeat& b) {
    for (std::size_t u = 0; u < units_.size(); ++u) {
      Step step{{}, {}, 1, a.last};
      const std::size_t a_bits = spread(a.bitmap, a.value, u / unit_cols_, a_slots_, step.a);
      const std::size_t b_bits = spread(b.bitmap, b.value, u % unit_cols_, b_slots_, step.b);
      if ((a_bits == 0 || b_bits == 0) && !a.last) continue;
      if (a_bits > a_slots_) done_.errors.insert("a_too_many");
      if (b_bits > b_slots_) done_.errors.insert("b_too_many");
      step.cycles = std::max<std::size_t>(1, rounds(step.a, p_) * rounds(step.b, q_));
      units_[u].queue.push_back(std::move(step));
    }
  }

  // The values of a tile, each to its row or column. Returns the bits of the bitmap.
  std::size_t spread(std::span<const std::uint64_t> bitmap, std::span<const std::int64_t> values,
                     std::size_t tile, std::size_t slots,
                     std::vector<std::optional<std::int64_t>>& lines) const {
    lines.resize(tile_);
    std::size_t bits = 0;
    for (std::size_t i = 0; i < tile_; ++i) {
      if (bitmap[tile * tile_ + i] == 0) continue;
      if (bits < slots) lines[i] = values[tile * slots + bits];
      ++bits;
    }
    return bits;
  }

  std::size_t p_, q_, tile_, unit_cols_, queue_, a_slots_, b_slots_, banks_, collector_;
  unsigned acc_width_;
  std::vector<Unit> units_;
  std::size_t turn_ = 0;
  Interpreted done_;
};

inline Interpreted interpret(const spec::Spec& spec, std::span<const ColumnBeat> a,
                             std::span<const RowBeat> b) {
  return OuterInterpreter(spec).run(a, b);
}

}  // namespace denim::test::engines
