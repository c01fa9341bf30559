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

// The sum of the parts.
Matrix whole(const Workload& workload) {
  if (workload.parts.empty()) return workload.a;
  Matrix sum(workload.parts.front().rows(), workload.parts.front().cols());
  for (const Term& part : workload.parts) {
    for (std::size_t r = 0; r < part.rows(); ++r) {
      const auto columns = part.columns(r);
      const auto values = part.values(r);
      for (std::size_t i = 0; i < columns.size(); ++i) sum(r, columns[i]) += values[i];
    }
  }
  return sum;
}

class DotSchedule : public Schedule {
 public:
  DotSchedule(const spec::Spec& spec, Matrix a, std::size_t columns, std::size_t groups)
      : spec_(spec),
        a_(std::move(a)),
        columns_(columns),
        rows_(a_.rows() / groups),
        depth_(a_.cols() / groups),
        lanes_(static_cast<std::size_t>(spec.integer("lanes"))),
        passes_((depth_ + lanes_ - 1) / lanes_) {}

  Cost cost() const override {
    const std::uint64_t beats = a_.rows() * columns_ * passes_;
    const auto nonzeros = static_cast<std::uint64_t>(
        std::ranges::count_if(a_.values(), [](std::int32_t value) { return value != 0; }));
    Cost cost;
    cost.streams = {{"a", beats, a_.rows() * passes_}, {"b", beats, beats}};
    // A beat a cycle; the last result is taken in the cycle behind the last beat.
    const std::uint64_t ideal = nonzeros * columns_ / lanes_;
    cost.by_cause = {{"ideal_beats", ideal}, {"zeros", beats - ideal}, {"fill", 1}};
    cost.cycles = beats + 1;
    return cost;
  }

  void check(const Matrix& b) const override {
    check_b(spec_, b, a_.cols(), columns_);
    check_accumulator(b);
  }

 private:
  program::Program take_program(const Matrix& b) override {
    const spec::Layout a_layout = spec::layout(spec_, "a");
    const spec::Layout b_layout = spec::layout(spec_, "b");
    program::BeatStream a_beats("a", a_layout.width);
    program::BeatStream b_beats("b", b_layout.width);
    program::Output c({"c", spec::layout(spec_, "c").width}, 1, program::along_rows);
    const spec::Field& value = a_layout.field("value");
    const spec::Field& last = a_layout.field("last");
    const spec::Field& data = b_layout.field("data");
    a_beats.reserve(a_.rows() * passes_);
    b_beats.reserve(a_.rows() * passes_ * columns_);
    c.reserve(a_.rows() * columns_);
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
    a_beats.set_repeat(columns_);
    for (std::size_t j = 0; j < columns_; ++j) {
      for (std::size_t r = 0; r < a_.rows(); ++r) {
        const std::size_t begin = begin_of(r);
        for (std::size_t k = 0; k < depth_; k += lanes_) {
          const auto beat = b_beats.append();
          for (unsigned l = 0; l < std::min(lanes_, depth_ - k); ++l) {
            program::set_bits(beat, data.bit(l), data.width, bits(b(begin + k + l, j)));
          }
        }
        static_cast<void>(c.append({r, j}));
      }
    }
    program::Program program;
    program.rows = a_.rows();
    program.columns = columns_;
    program.streams = {std::move(a_beats), std::move(b_beats)};
    program.outputs.push_back(std::move(c));
    return program;
  }

  std::size_t begin_of(std::size_t row) const { return row / rows_ * depth_; }

  static std::uint64_t bits(std::int32_t value) {
    return static_cast<std::uint64_t>(std::int64_t{value});
  }

  void check_accumulator(const Matrix& b) const {
    const AccumulatorBound bound(b, spec::value_width(spec_, spec::Carries::results));
    for (std::size_t r = 0; r < a_.rows(); ++r) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < a_.cols(); ++k) {
        sum += std::abs(std::int64_t{a_(r, k)}) * bound.largest(k);
      }
      bound.check(r, sum);
    }
  }

  spec::Spec spec_;
  Matrix a_;
  std::size_t columns_;
  std::size_t rows_, depth_;  // of a group
  std::size_t lanes_;
  std::size_t passes_;  // beats of a dot product
};

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  check_workload(spec, workload);
  return std::make_unique<DotSchedule>(spec, whole(workload), workload.columns, workload.groups);
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
