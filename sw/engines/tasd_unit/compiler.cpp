// Compiler of `tasd_unit`: each row of A as beats of m values, the last one filled up with zeros.
#include "gen/engines/tasd_unit/engine.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/tasd.hpp"
#include "sw/engines/engine.hpp"
#include "sw/engines/stage_chain.hpp"
#include "sw/engines/tasd_pairs.hpp"

namespace denim::engines {

namespace {

using program::BeatStream;
using Matrix = tensor::Matrix<std::int32_t>;

// A stream whose field `name` is written element by element.
class Writer {
 public:
  Writer(const spec::Spec& spec, const std::string& stream)
      : layout_(spec::layout(spec, stream)), stream_(stream, layout_.width) {}

  std::span<std::uint64_t> append() { return stream_.append(); }
  void set(std::span<std::uint64_t> beat, const char* name, unsigned element,
           std::int64_t value) const {
    const spec::Field& field = layout_.field(name);
    program::set_bits(beat, field.bit(element), field.width, static_cast<std::uint64_t>(value));
  }
  void append_values(std::span<const std::int32_t> values) {
    const auto beat = append();
    for (unsigned i = 0; i < values.size(); ++i) set(beat, "data", i, values[i]);
  }
  void append_pairs(std::span<const Pair> pairs) {
    const auto beat = append();
    for (unsigned i = 0; i < pairs.size(); ++i) {
      set(beat, "value", i, pairs[i].value);
      set(beat, "index", i, pairs[i].index);
    }
  }
  BeatStream take() { return std::move(stream_); }

 private:
  spec::Layout layout_;
  BeatStream stream_;
};

Cost cost_of(const spec::Spec& spec, std::uint64_t beats) {
  Cost cost;
  cost.beats = cost.a_stored = beats;
  StageChain chain(spec::tasd_stages(spec.patterns("terms"), spec.word("form") == "serial",
                                     spec.integer("levels")));
  StageChain::Passage passage;
  for (std::uint64_t i = 0; i < beats; ++i) passage = chain.pass(i == 0 ? 0 : passage.taken + 1);
  cost.cycles = passage.left + 1;
  const auto fill = static_cast<std::uint64_t>(spec.engine().latency(spec));
  cost.by_cause = {
      {"ideal_beats", beats}, {"unit_bound", cost.cycles - beats - fill}, {"fill", fill}};
  return cost;
}

Compiled transform(const spec::Spec& spec, const Matrix& a) {
  check_a(a, static_cast<unsigned>(spec.integer("a_width")));
  const std::vector<spec::Pattern> terms = spec.patterns("terms");
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  Writer values(spec, "a");
  Writer taken(spec, "t");
  Writer residual(spec, "r");
  std::vector<std::int32_t> beat;
  std::vector<Pair> pairs;
  std::uint64_t beats = 0;
  for (std::size_t row = 0; row < a.rows(); ++row) {
    for (std::size_t begin = 0; begin < a.cols(); begin += m, ++beats) {
      const auto part = a.row(row).subspan(begin, std::min(m, a.cols() - begin));
      beat.assign(part.begin(), part.end());
      beat.resize(m);
      values.append_values(beat);
      pairs.clear();
      take_pairs(beat, terms, pairs);
      taken.append_pairs(pairs);
      residual.append_values(beat);
    }
  }
  Compiled compiled;
  compiled.cost = cost_of(spec, beats);
  compiled.program.streams.push_back(values.take());
  compiled.program.stated.push_back(taken.take());
  compiled.program.stated.push_back(residual.take());
  return compiled;
}

tasd::Series own_series(const spec::Spec& spec) { return series_of(spec.patterns("terms")); }

const Registration registration{
    denim::tasd_unit::tables(), denim::tasd_unit::generate,
    Engine{
        .own_term = [](const spec::Spec& spec) { return own_series(spec).terms.front(); },
        .menu = [](const spec::Spec& spec) { return std::vector{own_series(spec)}; },
        .schedule = {},
        .own_series = own_series,
        .transform = transform,
    }};

}  // namespace

}  // namespace denim::engines
