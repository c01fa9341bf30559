// What must hold of every program that the compiler of `demm` makes, told from the engine contract:
// besides what holds for all engines, the rules that beats keep.
#pragma once

#include <map>
#include <set>
#include <tuple>

#include "tests/catch.hpp"
#include "tests/engines/demm/reference.hpp"
#include "tests/support/engine_program_checks.hpp"

namespace denim::test::engines {

inline void check_results(const spec::Spec& spec, const Job& job) {
  check_results<ABeat, BBeat>(spec, job);
  CHECK(job.compiled.cost.stream("a").beats == job.compiled.program.stream("a").size());
}

// Walks over the beats of one column tile and holds each against the rules.
class BeatRules {
 public:
  BeatRules(const spec::Spec& spec, const Job& job)
      : spec_(spec),
        n_(static_cast<std::uint64_t>(spec.integer("n"))),
        m_(static_cast<std::uint64_t>(spec.integer("m"))),
        segments_(static_cast<std::uint64_t>(spec.integer("segments"))),
        bank_rows_(static_cast<std::uint64_t>(spec.integer("rows")) / segments_),
        banked_(spec.word("memory") == "banked"),
        overlap_(spec.flag("overlap")),
        fixed_(spec.word("passes") == "fixed"),
        job_(job),
        a_(read_all<ABeat>(spec, job.compiled.program.stream("a"))),
        b_(read_all<BBeat>(spec, job.compiled.program.stream("b"))) {
    const program::BeatStream& stream = job.compiled.program.stream("a");
    repeat_ = stream.repeat();
    REQUIRE(repeat_ > 0);
    a_.resize(stream.stored());
    REQUIRE(b_.size() % repeat_ == 0);
    b_.resize(b_.size() / repeat_);
    // Rows of B as the tile of the first columns brings them. Where two are the same, what a lane
    // reads does not tell which one was meant.
    const auto columns = static_cast<std::size_t>(spec.integer("columns"));
    for (std::size_t k = 0; k < job.b.rows(); ++k) {
      std::vector<std::int64_t> row(columns);
      std::copy_n(job.b.row(k).begin(), std::min(columns, job.b.cols()), row.begin());
      distinct_ = rows_of_b_.emplace(std::move(row), k).second && distinct_;
    }
  }

  void check() {
    for (const ABeat& beat : a_) {
      if (!loaded_) load();
      use(beat);
      if (beat.release) release();
    }
    CHECK_FALSE(loaded_);  // the last beat of the last tile releases it
    CHECK(open_.empty());
    CHECK(next_b_ == b_.size());
    CHECK(results_ * repeat_ == job_.compiled.program.output("c").size());
    if (!distinct_) return;
    std::set<NonZero> wanted;
    for (std::size_t r = 0; r < job_.a.rows(); ++r) {
      for (std::size_t k = 0; k < job_.a.cols(); ++k) {
        if (job_.a(r, k) != 0) wanted.emplace(r, k, job_.a(r, k));
      }
    }
    CHECK((nonzeros_ == wanted));
  }
  // The lanes could be told apart, so that each non-zero was found exactly once.
  bool distinct() const { return distinct_; }
  std::uint64_t ideal() const { return ideal_ * repeat_; }  // Σ⌈non-zeros/n⌉ over all tiles

 private:
  using NonZero = std::tuple<std::size_t, std::size_t, std::int64_t>;

  void load() {
    tile_.clear();
    needed_.clear();
    lanes_ = 0;
    bool whole = false;
    while (!whole) {
      REQUIRE(next_b_ < b_.size());
      const BBeat& beat = b_[next_b_++];
      CHECK(beat.row < m_);
      CHECK(tile_.emplace(beat.row, rows_of_b_.at(beat.data)).second);  // no row twice
      whole = beat.last;
    }
    loaded_ = true;
  }

  void release() {
    CHECK((fixed_ || lanes_ > 0));
    if (overlap_ && lanes_ > 0) CHECK(needed_.size() == tile_.size());  // nothing in vain
    if (overlap_ && lanes_ == 0) CHECK(tile_.size() == 1);
    ideal_ += (lanes_ + n_ - 1) / n_;
    loaded_ = false;
  }

  void use(const ABeat& beat) {
    std::uint64_t end = 0;
    int last = 0;
    std::set<std::uint64_t> banks;
    for (std::size_t s = 0; s < segments_; ++s) {
      const Segment& segment = beat.segments[s];
      CHECK(segment.end >= end);
      CHECK(segment.end <= n_);
      if (segment.used) {
        CHECK((segment.end > end || (fixed_ && segment.last)));
        CHECK(segment.row < bank_rows_);
        const std::uint64_t address = segment.row * segments_ + s;
        CHECK(segment.first == !open_.contains(address));  // once, and at the beginning
        auto& row = open_[address];
        for (std::uint64_t lane = end; lane < segment.end; ++lane) {
          const std::uint64_t place = beat.index[lane];
          CHECK(tile_.contains(place));
          CHECK(beat.value[lane] != 0);
          if (banked_) CHECK(banks.insert(place % n_).second);
          needed_.insert(place);
          row.emplace_back(tile_[place], beat.value[lane]);
        }
        lanes_ += segment.end - end;
        if (segment.last) {
          ++last;
          leave(address);
        }
      } else {
        CHECK(segment.end == end);
      }
      end = segment.end;
    }
    CHECK(last <= 1);
    if (!fixed_) CHECK(end > 0);
  }

  void leave(std::uint64_t address) {
    const program::Output& output = job_.compiled.program.output("c");
    REQUIRE(results_ < output.size());
    CHECK(named_by(spec_, output, results_, "row") == address);
    for (const auto& [column, value] : open_[address]) {
      const bool once = nonzeros_.emplace(output.place(results_, 0).row, column, value).second;
      if (distinct_) CHECK(once);
    }
    open_.erase(address);
    ++results_;
  }

  const spec::Spec& spec_;
  std::uint64_t n_, m_, segments_, bank_rows_;
  bool banked_, overlap_, fixed_;
  const Job& job_;
  std::vector<ABeat> a_;
  std::vector<BBeat> b_;
  std::size_t repeat_ = 1;
  bool distinct_ = true;
  std::map<std::vector<std::int64_t>, std::size_t> rows_of_b_;
  std::map<std::uint64_t, std::vector<std::pair<std::size_t, std::int64_t>>> open_;
  std::map<std::uint64_t, std::size_t> tile_;  // row of the tile, row of B
  std::set<std::uint64_t> needed_;
  std::set<NonZero> nonzeros_;
  bool loaded_ = false;
  std::size_t next_b_ = 0;
  std::size_t results_ = 0;
  std::uint64_t lanes_ = 0;
  std::uint64_t ideal_ = 0;
};

// Returns whether each non-zero could be followed into its beat.
inline bool check_beats(const spec::Spec& spec, const Job& job) {
  BeatRules rules(spec, job);
  rules.check();
  return rules.distinct();
}

// The causes: named in their order, adding up to the cycles.
inline void check_causes(const spec::Spec& spec, const Job& job) {
  const denim::engines::Cost& cost = job.compiled.cost;
  const std::vector<std::string> names{"ideal_beats",  "pass_rounding", "bank_conflicts",
                                       "result_bound", "load_bound",    "fill"};
  std::map<std::string, std::uint64_t> cycles = checked_causes(cost, names);
  if (spec.word("memory") != "banked") CHECK(cycles["bank_conflicts"] == 0);
  if (spec.integer("segments") == 1) CHECK(cycles["result_bound"] == 0);
  const std::uint64_t beats = cycles["ideal_beats"] + cycles["pass_rounding"] +
                              cycles["bank_conflicts"] + cycles["result_bound"];
  if (spec.word("passes") == "fixed") {
    CHECK(beats <= cost.stream("a").beats);
    return;
  }
  CHECK(beats == cost.stream("a").beats);  // the last beat of all gives a result
  BeatRules rules(spec, job);
  rules.check();
  CHECK(cycles["ideal_beats"] == rules.ideal());
}

}  // namespace denim::test::engines
