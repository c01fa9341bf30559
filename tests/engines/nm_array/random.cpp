// Streams of random beats for `nm_array`, malformed or not.
#include <numeric>

#include "tests/engines/nm_array/catalogue.hpp"
#include "tests/engines/nm_array/reference.hpp"

namespace denim::test::engines {

namespace {

class RandomBeats {
 public:
  RandomBeats(const spec::Spec& spec, std::uint64_t seed)
      : spec_(spec),
        rng_(seed),
        a_layout_(spec::layout(spec, "a")),
        b_layout_(spec::layout(spec, "b")) {}

  std::vector<WeightBeat> a;
  std::vector<WaveBeat> b;

  // Tiles of any rows, in any order, with any waves.
  void make_tiles() {
    constexpr double levels[]{0, 0.003, 0.05, 0.5};
    malformed_ = levels[rng_.below(4)];
    const std::size_t tiles = 3 + rng_.below(8);
    const std::uint64_t longest = 1 + rng_.below(2 * size("rows") + 6);  // waves
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      load_tile(tile == 0);
      if (tile == 0) {
        for (std::uint64_t row = 0; row < size("rows"); ++row) {  // all accumulators are set
          b.push_back(wave());
          b.back().row = row;
        }
      }
      for (std::uint64_t left = rng_.below(longest); left > 0; --left) b.push_back(wave());
      b.push_back(wave());
      b.back().release = true;
    }
  }

  // Any bits at all; what is behind the last beat that an engine takes is left out.
  void make_garbage() {
    malformed_ = 1;
    const double whole = rng_.uniform();
    const double release = rng_.uniform();
    for (std::size_t i = 0; i < 60; ++i) {
      a.push_back(weights());
      a.back().row = number(a_layout_, "row", size("pe_rows"));
      a.back().first = rng_.bernoulli(0.7);
      a.back().whole = rng_.bernoulli(whole);
      b.push_back(wave());
      b.back().release = rng_.bernoulli(release);
    }
    const Interpreted done = interpret(spec_, std::span(a), std::span(b));
    a.resize(done.a_taken);
    b.resize(done.b_taken);
  }

 private:
  std::uint64_t size(const char* key) const {
    return static_cast<std::uint64_t>(spec_.number(key));
  }
  // Below `count`, or seldom whatever the field can hold.
  std::uint64_t number(const spec::Layout& layout, const char* field, std::uint64_t count) {
    const spec::Field* found = layout.find(field);
    if (found == nullptr) return 0;
    return rng_.below(rng_.bernoulli(malformed_) ? std::uint64_t{1} << found->width : count);
  }
  std::int64_t value(std::int64_t width) {
    const std::int64_t half = std::int64_t{1} << (width - 1);
    return rng_.bernoulli(0.1) ? -half : rng_.uniform_int(-half, half - 1);
  }

  WeightBeat weights() {
    WeightBeat beat;
    for (std::uint64_t w = 0; w < size("weights"); ++w) {
      beat.value.push_back(value(spec_.integer("a_width")));
      beat.position.push_back(number(a_layout_, "index", size("m")));
    }
    beat.pattern = number(a_layout_, "pattern", size("pattern_count"));
    beat.first = rng_.bernoulli(0.2);
    beat.last = rng_.bernoulli(0.4);
    return beat;
  }

  void load_tile(bool first) {
    const std::uint64_t pe_rows = size("pe_rows");
    std::vector<std::uint64_t> order(pe_rows);
    std::iota(order.begin(), order.end(), std::uint64_t{0});
    if (rng_.bernoulli(0.5)) {
      for (std::size_t i = pe_rows; i > 1; --i) std::swap(order[i - 1], order[rng_.below(i)]);
    }
    if (!rng_.bernoulli(0.4)) order.resize(1 + rng_.below(pe_rows));
    for (const std::uint64_t row : order) {
      const bool again = rng_.bernoulli(malformed_ / 2);
      for (int i = again ? 0 : 1; i < 2; ++i) {
        a.push_back(weights());
        a.back().row = number(a_layout_, "row", pe_rows);
        if (!rng_.bernoulli(malformed_)) a.back().row = row;
      }
    }
    a.back().whole = true;
    if (first) a.back().first = true;
  }

  WaveBeat wave() {
    WaveBeat beat;
    for (std::uint64_t i = 0; i < size("activations"); ++i) {
      beat.data.push_back(value(spec_.integer("b_width")));
    }
    beat.row = number(b_layout_, "row", size("rows"));
    return beat;
  }

  const spec::Spec& spec_;
  tensor::Rng rng_;
  spec::Layout a_layout_, b_layout_;
  double malformed_ = 0;  // how often a number may be one that it should not be
};

}  // namespace

HandJob nm_array_random_job(const spec::Spec& spec, std::uint64_t seed) {
  RandomBeats beats(spec, seed);
  beats.make_tiles();
  return hand_job(spec, beats.a, beats.b);
}

HandJob nm_array_random_bits(const spec::Spec& spec, std::uint64_t seed) {
  RandomBeats beats(spec, seed);
  beats.make_garbage();
  return hand_job(spec, beats.a, beats.b);
}

std::set<std::string> nm_array_possible_errors(const spec::Spec& spec) {
  const auto more = [&](const char* stream, const char* field, const char* count) {
    const spec::Layout layout = spec::layout(spec, stream);
    const spec::Field* found = layout.find(field);
    return found != nullptr && std::int64_t{1} << found->width > spec.number(count);
  };
  std::set<std::string> errors{"a_row_twice"};
  if (more("a", "row", "pe_rows")) errors.insert("a_row_range");
  if (more("a", "index", "m")) errors.insert("a_index_range");
  if (more("a", "pattern", "pattern_count")) errors.insert("a_pattern_range");
  if (more("b", "row", "rows")) errors.insert("b_row_range");
  return errors;
}

}  // namespace denim::test::engines
