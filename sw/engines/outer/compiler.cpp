// Compiler of `outer`. Loop order: bands of columns of B, as wide as all columns of units; bands of
// rows of A; k. Both operands' non-zeros decide what is sent: a k in which A's or B's band has no
// value is none. A band of A without any value is not sent at all. Beside this file:
//
//   steps     which steps of k are sent, and what is in them
//   timeline  counts the cycles
#include <algorithm>
#include <vector>

#include "gen/engines/outer/engine.hpp"
#include "gen/spec/layout.hpp"
#include "sw/engines/engine.hpp"
#include "sw/engines/outer/steps.hpp"
#include "sw/engines/outer/timeline.hpp"

namespace denim::engines {

namespace {

using outer::Lines;
using outer::Sizes;
using outer::Step;

// A beat of one operand: bitmaps and values of all its tiles.
class StepWriter {
 public:
  StepWriter(const spec::Spec& spec, const char* stream, const char* values, std::size_t tiles,
             std::size_t slots)
      : layout_(spec::layout(spec, stream)),
        bitmap_(layout_.field("bitmap")),
        value_(layout_.field(values)),
        tiles_(tiles),
        slots_(slots),
        tile_(static_cast<std::size_t>(spec.integer("tile"))),
        stream_(stream, layout_.width) {}

  std::span<std::uint64_t> write(const Lines& lines, std::size_t k, std::size_t band,
                                 std::size_t number) {
    const auto beat = stream_.append();
    for (std::size_t tile = 0; tile < tiles_; ++tile) {
      const auto values = outer::piece(lines.values(k, band * tiles_ + tile), number, slots_);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t bit = tile * tile_ + values[i].line % tile_;
        program::set_bits(beat, bitmap_.bit(static_cast<unsigned>(bit)), 1, 1);
        program::set_bits(beat, value_.bit(static_cast<unsigned>(tile * slots_ + i)), value_.width,
                          static_cast<std::uint64_t>(std::int64_t{values[i].value}));
      }
    }
    return beat;
  }
  std::span<std::uint64_t> write_empty() { return stream_.append(); }

  program::BeatStream& stream() { return stream_; }

 private:
  spec::Layout layout_;
  spec::Field bitmap_, value_;
  std::size_t tiles_, slots_, tile_;
  program::BeatStream stream_;
};

class OuterSchedule : public Schedule {
 public:
  OuterSchedule(const spec::Spec& spec, const tensor::Matrix<std::int32_t>& a,
                const tensor::Matrix<std::int32_t>& b)
      : spec_(spec),
        sizes_(spec),
        rows_(a.rows()),
        columns_(b.cols()),
        a_(a, false, sizes_.tile),
        b_(b, true, sizes_.tile) {
    for (std::size_t band = 0; band < bands(rows_, sizes_.band_rows()); ++band) {
      if (has_values(band)) {
        bands_.push_back(band);
        continue;
      }
      const std::size_t begin = band * sizes_.band_rows();
      for (std::size_t r = begin; r < std::min(rows_, begin + sizes_.band_rows()); ++r)
        zero_rows_.push_back(static_cast<std::uint32_t>(r));
    }
  }

  Cost cost() const override {
    Streams unbounded = Streams::bare(spec_), of_steps = Streams::bare(spec_);
    outer::Timeline whole(sizes_, unbounded.input("a"), unbounded.input("b"),
                          &unbounded.output("c"));
    outer::Timeline steps_alone(sizes_, of_steps.input("a"), of_steps.input("b"), nullptr);
    std::uint64_t beats = 0, results = 0, worked = 0;
    const Work work = for_all_beats([&](std::span<const std::uint64_t> cycles, bool last) {
      whole.add(cycles, last);
      steps_alone.add(cycles, last);
      for (const std::uint64_t unit : cycles) worked += unit;
      results += last ? sizes_.units() * sizes_.tile : 0;
      ++beats;
    });
    Cost cost;
    cost.cycles = unbounded.cycles();
    const std::uint64_t ideal = work.products / (sizes_.p * sizes_.q * sizes_.units());
    const std::uint64_t stepped = std::max(ideal, work.steps / sizes_.units());
    const std::uint64_t taken = std::max(stepped, worked / sizes_.units());
    const auto latency = static_cast<std::uint64_t>(spec_.engine().latency(spec_));
    const std::uint64_t fill = std::min(latency, cost.cycles);
    const std::uint64_t alone = std::max(steps_alone.cycles(), taken + fill);
    const std::uint64_t waits = std::min(alone, cost.cycles) - std::min(taken + fill, cost.cycles);
    const std::uint64_t filled = std::min(fill, cost.cycles - taken);
    cost.by_cause = {{"ideal_steps", ideal}, {"unfilled_steps", stepped - ideal}};
    if (sizes_.fold() > 1) cost.by_cause.push_back({"bank_conflicts", taken - stepped});
    cost.by_cause.insert(cost.by_cause.end(),
                         {{"waits", waits},
                          {"result_bound", cost.cycles - taken - waits - filled},
                          {"fill", filled}});
    const std::uint64_t left = results * sizes_.tile;
    cost.counts = {{"steps", work.steps},
                   {"accumulator_reads", work.products + left},
                   {"accumulator_writes", work.products + left}};
    cost.streams = {{"a", beats, beats}, {"b", beats, beats}, {"c", results, results}};
    return cost;
  }

  void play(Streams& streams) const override {
    outer::Timeline timeline(sizes_, streams.input("a"), streams.input("b"), &streams.output("c"));
    for_all_beats(
        [&](std::span<const std::uint64_t> cycles, bool last) { timeline.add(cycles, last); });
  }

  program::Program program() override {
    program::Program program;
    program.rows = rows_;
    program.columns = columns_;
    const spec::Layout layout = spec::layout(spec_, "c");
    const spec::Field& row = layout.field("row");
    const unsigned last = spec::layout(spec_, "a").field("last").offset;
    const auto tile = static_cast<unsigned>(sizes_.tile);
    // A row of the tile, or a block of as many elements.
    program::Output output({"c", layout.width}, tile, program::along_rows,
                           static_cast<unsigned>(sizes_.banks), program::down_columns);
    StepWriter a_beats(spec_, "a", "value", sizes_.unit_rows, sizes_.a_slots);
    StepWriter b_beats(spec_, "b", "data", sizes_.unit_cols, sizes_.b_slots);
    for_all_tiles([&](std::size_t a_band, std::size_t b_band, const std::vector<Step>& steps) {
      for (const Step& step : steps) {
        const auto beat = a_beats.write(a_, step.k, a_band, step.a_piece);
        if (&step == &steps.back()) program::set_bits(beat, last, 1, 1);
        b_beats.write(b_, step.k, b_band, step.b_piece);
      }
      if (steps.empty()) {
        program::set_bits(a_beats.write_empty(), last, 1, 1);
        b_beats.write_empty();
      }
      for (std::size_t unit = 0; unit < sizes_.units(); ++unit) {
        const std::size_t top = (a_band * sizes_.unit_rows + unit / sizes_.unit_cols) * tile;
        const std::size_t left = (b_band * sizes_.unit_cols + unit % sizes_.unit_cols) * tile;
        for (std::size_t block = tile; block-- > 0;) {
          const program::Place first{top + block / sizes_.fold() * sizes_.fold(),
                                     left + block % sizes_.fold() * sizes_.banks};
          program::set_bits(output.append(first, program.inside(first) ? tile : 0), row.offset,
                            row.width, unit * tile + block);
        }
      }
    });
    program.zero_rows = zero_rows_;
    program.streams = {std::move(a_beats.stream()), std::move(b_beats.stream())};
    program.outputs.push_back(std::move(output));
    return program;
  }

 private:
  static std::size_t bands(std::size_t lines, std::size_t of) { return (lines + of - 1) / of; }

  bool has_values(std::size_t band) const {
    for (std::size_t k = 0; k < a_.depth(); ++k) {
      for (std::size_t r = 0; r < sizes_.unit_rows; ++r)
        if (!a_.values(k, band * sizes_.unit_rows + r).empty()) return true;
    }
    return false;
  }

  // In the order in which they are computed: a band of A, one of B, and their steps of k.
  template <class Action>
  void for_all_tiles(Action&& action) const {
    for (std::size_t b_band = 0; b_band < bands(columns_, sizes_.band_columns()); ++b_band) {
      for (const std::size_t a_band : bands_)
        action(a_band, b_band, outer::steps(sizes_, a_, b_, a_band, b_band));
    }
  }

  struct Work {
    std::uint64_t products = 0;  // of two values
    std::uint64_t steps = 0;     // of the units together, without conflicts
  };
  // action(cycles, last) for each beat: what each unit takes for its step, and whether it is the
  // last one of a tile. Returns what is done in all.
  template <class Action>
  Work for_all_beats(Action&& action) const {
    std::vector<std::uint64_t> cycles(sizes_.units());
    Work work;
    for_all_tiles([&](std::size_t a_band, std::size_t b_band, const std::vector<Step>& steps) {
      for (const Step& step : steps) {
        count(step, a_band, b_band, work, cycles);
        action(cycles, &step == &steps.back());
      }
      if (!steps.empty()) return;
      std::ranges::fill(cycles, 0);
      action(cycles, true);
    });
    return work;
  }

  // One operand's part of a step of k in a tile of it.
  struct Part {
    std::uint64_t values = 0, groups = 0, rounds = 0;
  };
  Part part(std::span<const Lines::Value> values, std::size_t lanes) const {
    return {values.size(), (values.size() + lanes - 1) / lanes,
            outer::rounds(sizes_, values, lanes)};
  }

  // The cycles that each unit takes for the step, and what it does in them.
  void count(const Step& step, std::size_t a_band, std::size_t b_band, Work& work,
             std::vector<std::uint64_t>& cycles) const {
    std::vector<Part> columns;
    for (std::size_t c = 0; c < sizes_.unit_cols; ++c) {
      const auto values = b_.values(step.k, b_band * sizes_.unit_cols + c);
      columns.push_back(part(outer::piece(values, step.b_piece, sizes_.b_slots), sizes_.q));
    }
    for (std::size_t unit = 0; unit < sizes_.units(); unit += sizes_.unit_cols) {
      const auto values = a_.values(step.k, a_band * sizes_.unit_rows + unit / sizes_.unit_cols);
      const Part row = part(outer::piece(values, step.a_piece, sizes_.a_slots), sizes_.p);
      for (std::size_t c = 0; c < sizes_.unit_cols; ++c) {
        cycles[unit + c] = row.rounds * columns[c].rounds;
        work.products += row.values * columns[c].values;
        work.steps += row.groups * columns[c].groups;
      }
    }
  }

  spec::Spec spec_;
  Sizes sizes_;
  std::size_t rows_, columns_;
  Lines a_, b_;
  std::vector<std::size_t> bands_;  // of A, that have a value
  std::vector<std::uint32_t> zero_rows_;
};

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  return std::make_unique<OuterSchedule>(spec, sum_of_parts(workload), workload.b);
}

const tasd::Series dense{{{1, 1}}};

const Registration registration{denim::outer::tables(), denim::outer::generate,
                                Engine{.lossless = [](const spec::Spec&) { return dense; },
                                       .menu = [](const spec::Spec&) { return std::vector{dense}; },
                                       .fills =
                                           [](const spec::Spec& spec) {
                                             const Sizes sizes(spec);
                                             return Extent{
                                                 static_cast<std::int64_t>(sizes.band_rows()), 1,
                                                 static_cast<std::int64_t>(sizes.band_columns())};
                                           },
                                       .schedule = schedule}};

}  // namespace

}  // namespace denim::engines
