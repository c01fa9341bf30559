// Compiler of `dot`: for each element of C, column by column, the row of A and the column of B as
// beats of `lanes` values, the last one filled up with zeros: all of them, or those of the row's
// group. Zeros of A are sent like other values. The a stream is the same for every column, so it is
// stored once and repeated.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "gen/engines/dot/engine.hpp"
#include "gen/spec/layout.hpp"
#include "sw/engines/engine.hpp"

namespace denim::engines {

namespace {

using Matrix = tensor::Matrix<std::int32_t>;

class DotSchedule : public Schedule {
 public:
  DotSchedule(const spec::Spec& spec, Matrix a, const Matrix& b, std::size_t groups)
      : spec_(spec),
        a_(std::move(a)),
        b_(b),
        rows_(a_.rows() / groups),
        depth_(a_.cols() / groups),
        lanes_(static_cast<std::size_t>(spec.integer("lanes"))),
        passes_((depth_ + lanes_ - 1) / lanes_) {}

  Cost cost() const override {
    const std::uint64_t beats = a_.rows() * b_.cols() * passes_;
    const auto nonzeros = static_cast<std::uint64_t>(
        std::ranges::count_if(a_.values(), [](std::int32_t value) { return value != 0; }));
    Cost cost;
    const std::uint64_t results = a_.rows() * b_.cols();
    cost.streams = {
        {"a", beats, a_.rows() * passes_}, {"b", beats, beats}, {"c", results, results}};
    // A beat a cycle; the last result is taken in the cycle behind the last beat.
    const std::uint64_t ideal = nonzeros * b_.cols() / lanes_;
    cost.by_cause = {{"ideal_beats", ideal}, {"zeros", beats - ideal}, {"fill", 1}};
    cost.cycles = beats + 1;
    // Each beat puts a sum down; it is taken up by the next beat, or leaves.
    cost.counts = {{"accumulator_reads", beats}, {"accumulator_writes", beats}};
    return cost;
  }

  // Beats are taken together, while no result waits.
  void play(Streams& streams) const override {
    Streams::Input &a = streams.input("a"), &b = streams.input("b");
    Streams::Output& c = streams.output("c");
    std::uint64_t room = 0;  // from when on
    for (std::uint64_t result = 0; result < a_.rows() * b_.cols(); ++result) {
      std::uint64_t taken = 0;
      for (std::size_t pass = 0; pass < passes_; ++pass) {
        taken = std::max({room, a.offered(), b.offered()});
        a.take(taken);
        b.take(taken);
      }
      room = c.take(taken + 1);
    }
  }

  program::Program program() override {
    const spec::Layout a_layout = spec::layout(spec_, "a");
    const spec::Layout b_layout = spec::layout(spec_, "b");
    program::BeatStream a_beats("a", a_layout.width);
    program::BeatStream b_beats("b", b_layout.width);
    program::Output c({"c", spec::layout(spec_, "c").width}, 1, program::along_rows);
    const spec::Field& value = a_layout.field("value");
    const spec::Field& last = a_layout.field("last");
    const spec::Field& data = b_layout.field("data");
    a_beats.reserve(a_.rows() * passes_);
    b_beats.reserve(a_.rows() * passes_ * b_.cols());
    c.reserve(a_.rows() * b_.cols());
    for (std::size_t r = 0; r < a_.rows(); ++r) {
      const std::size_t begin = begin_of(r);
      for (std::size_t k = 0; k < depth_; k += lanes_) {
        const auto beat = a_beats.append();
        for (unsigned l = 0; l < std::min(lanes_, depth_ - k); ++l) {
          program::set_bits(beat, value.bit(l), value.width, bits(a_(r, begin + k + l)));
        }
        program::set_bits(beat, last.offset, 1, k + lanes_ >= depth_ ? 1 : 0);
      }
    }
    a_beats.set_repeat(b_.cols());
    for (std::size_t j = 0; j < b_.cols(); ++j) {
      for (std::size_t r = 0; r < a_.rows(); ++r) {
        const std::size_t begin = begin_of(r);
        for (std::size_t k = 0; k < depth_; k += lanes_) {
          const auto beat = b_beats.append();
          for (unsigned l = 0; l < std::min(lanes_, depth_ - k); ++l) {
            program::set_bits(beat, data.bit(l), data.width, bits(b_(begin + k + l, j)));
          }
        }
        static_cast<void>(c.append({r, j}));
      }
    }
    program::Program program;
    program.rows = a_.rows();
    program.columns = b_.cols();
    program.streams = {std::move(a_beats), std::move(b_beats)};
    program.outputs.push_back(std::move(c));
    return program;
  }

  std::size_t begin_of(std::size_t row) const { return row / rows_ * depth_; }

  static std::uint64_t bits(std::int32_t value) {
    return static_cast<std::uint64_t>(std::int64_t{value});
  }

  spec::Spec spec_;
  Matrix a_;
  const Matrix& b_;           // of the workload
  std::size_t rows_, depth_;  // of a group
  std::size_t lanes_;
  std::size_t passes_;  // beats of a dot product
};

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  return std::make_unique<DotSchedule>(spec, sum_of_parts(workload), workload.b, workload.groups);
}

const tasd::Series dense{{{1, 1}}};

const Registration registration{denim::dot::tables(), denim::dot::generate,
                                Engine{.lossless = [](const spec::Spec&) { return dense; },
                                       .menu = [](const spec::Spec&) { return std::vector{dense}; },
                                       .fills =
                                           [](const spec::Spec& spec) {
                                             return Extent{1, spec.integer("lanes"), 1};
                                           },
                                       .schedule = schedule}};

}  // namespace

}  // namespace denim::engines
