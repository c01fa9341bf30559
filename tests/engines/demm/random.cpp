// Streams of random beats for `demm`, malformed or not.
#include "tests/catch.hpp"
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/reference.hpp"

namespace denim::test::engines {

namespace {

// Streams of any bits at all, but for what keeps them moving: tiles end, and are released.
class RandomStreams {
 public:
  RandomStreams(const spec::Spec& spec, std::uint64_t seed)
      : rng_(seed),
        a_layout_(spec::layout(spec, "a")),
        b_layout_(spec::layout(spec, "b")),
        n_(size(spec, "n")),
        m_(size(spec, "m")),
        columns_(size(spec, "columns")),
        segments_(size(spec, "segments")),
        bank_rows_(size(spec, "rows") / segments_),
        banked_(spec.word("memory") == "banked") {
    constexpr double levels[]{0, 0.003, 0.05, 0.5};
    malformed_ = levels[rng_.below(4)];
    const std::size_t tiles = 2 + rng_.below(6);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      load_tile();
      for (std::uint64_t row = 0; tile == 0 && row < bank_rows_;
           ++row) {  // all accumulators are set
        a.push_back(a_beat());
        for (Segment& segment : a.back().segments) {
          segment.row = row;
          segment.used = segment.first = true;
        }
      }
      for (std::size_t left = rng_.below(25); left > 0; --left) a.push_back(a_beat());
      a.push_back(a_beat());
      a.back().release = true;
    }
  }

  std::vector<ABeat> a;
  std::vector<BBeat> b;

 private:
  static std::uint64_t size(const spec::Spec& spec, const char* key) {
    return static_cast<std::uint64_t>(spec.integer(key));
  }

  // Below `count`, or seldom whatever the field can hold.
  std::uint64_t number(const spec::Layout& layout, const char* field, std::uint64_t count) {
    const std::uint64_t all = std::uint64_t{1} << layout.field(field).width;
    return rng_.below(rng_.bernoulli(malformed_) ? all : count);
  }
  std::int64_t value(const spec::Layout& layout, const char* field) {
    const std::int64_t half = std::int64_t{1} << (layout.field(field).width - 1);
    return rng_.bernoulli(0.1) ? -half : rng_.uniform_int(-half, half - 1);
  }

  void load_tile() {
    const bool all_rows = rng_.bernoulli(0.8);  // as in a sound program
    const std::uint64_t loads = all_rows ? m_ : 1 + rng_.below(m_ + 2);
    for (std::uint64_t i = 0; i < loads; ++i) {
      BBeat beat;
      for (std::uint64_t c = 0; c < columns_; ++c) beat.data.push_back(value(b_layout_, "data"));
      beat.row = all_rows ? i : number(b_layout_, "row", m_);
      beat.last = i + 1 == loads;
      b.push_back(beat);
    }
  }

  ABeat a_beat() {
    ABeat beat;
    const std::uint64_t turn = rng_.below(n_);
    for (std::uint64_t lane = 0; lane < n_; ++lane) {
      beat.value.push_back(value(a_layout_, "value"));
      std::uint64_t index = number(a_layout_, "index", m_);
      const bool own_bank = banked_ && !rng_.bernoulli(malformed_);
      if (own_bank) index = index / n_ * n_ + (lane + turn) % n_;
      beat.index.push_back(index);
    }
    std::vector<std::uint64_t> ends;
    for (std::uint64_t s = 0; s < segments_; ++s) ends.push_back(rng_.below(n_ + 1));
    std::ranges::sort(ends);
    const std::uint64_t leaving = rng_.below(2 * segments_);
    beat.segments.clear();
    for (std::uint64_t s = 0; s < segments_; ++s) {
      Segment segment;
      segment.end = rng_.bernoulli(malformed_) ? number(a_layout_, "end", n_ + 1) : ends[s];
      segment.row = number(a_layout_, "row", bank_rows_);
      segment.used = rng_.bernoulli(0.85);
      segment.first = rng_.bernoulli(0.2);
      segment.last = s == leaving || rng_.bernoulli(malformed_ / 4);
      beat.segments.push_back(segment);
    }
    return beat;
  }

  tensor::Rng rng_;
  spec::Layout a_layout_, b_layout_;
  std::uint64_t n_, m_, columns_, segments_, bank_rows_;
  bool banked_;
  double malformed_;  // how often a number may be one that it should not be
};

}  // namespace

HandJob demm_random_job(const spec::Spec& spec, std::uint64_t seed) {
  const RandomStreams streams(spec, seed);
  HandJob job = hand_job(spec, streams.a, streams.b);
  REQUIRE(job.reference.unset == 0);
  return job;
}

std::set<std::string> demm_possible_errors(const spec::Spec& spec) {
  const spec::Layout a = spec::layout(spec, "a");
  const spec::Layout b = spec::layout(spec, "b");
  const auto more = [&](const spec::Layout& layout, const char* field, std::int64_t count) {
    return std::int64_t{1} << layout.field(field).width > count;
  };
  std::set<std::string> errors{"absent_row"};
  const std::int64_t segments = spec.integer("segments");
  if (more(a, "row", spec.integer("rows") / segments)) errors.insert("a_row_range");
  if (more(a, "index", spec.integer("m"))) errors.insert("a_index_range");
  if (segments > 1 || more(a, "end", spec.integer("n") + 1)) errors.insert("a_segment");
  if (more(b, "row", spec.integer("m"))) errors.insert("b_row_range");
  if (spec.word("memory") == "banked") errors.insert("bank_conflict");
  return errors;
}

}  // namespace denim::test::engines
