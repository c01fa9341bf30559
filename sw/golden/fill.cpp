#include "sw/golden/fill.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "gen/spec/layout.hpp"

namespace denim::golden {

namespace {

using program::Output;
using program::Place;
using program::Program;
using tensor::Matrix;

[[noreturn]] void refuse(const Output& output, std::uint64_t row, std::uint64_t column,
                         const char* what) {
  throw ProgramError(fmt::format("the program, stream {}: row {}, column {} {}",
                                 output.beats.name(), row, column, what));
}

// How often each element of the results is brought, or known to be zero.
class Coverage {
 public:
  Coverage(const Program& program, const Output& output)
      : program_(program), output_(output), times_(program.rows * program.columns, 0) {}

  void add(const Place& place) {
    if (!program_.inside(place)) return;
    if (times_[at(place)]++ != 0) refuse(output_, place.row, place.column, "comes twice");
  }
  void add_zero_rows(const Matrix<std::int64_t>& results) {
    for (const std::uint32_t row : program_.zero_rows) {
      if (row >= program_.rows) refuse(output_, row, 0, "is taken for zero and is no row");
      for (std::uint64_t column = 0; column < program_.columns; ++column) {
        if (times_[at({row, column})]++ != 0) {
          refuse(output_, row, column, "comes, and its row is taken for zero");
        }
        if (results(row, column) != 0) {
          refuse(output_, row, column, "is not zero, and its row is taken for zero");
        }
      }
    }
  }
  void check_whole() const {
    for (std::uint64_t row = 0; row < program_.rows; ++row) {
      for (std::uint64_t column = 0; column < program_.columns; ++column) {
        if (times_[at({row, column})] == 0) refuse(output_, row, column, "never comes");
      }
    }
  }

 private:
  std::size_t at(const Place& place) const {
    return static_cast<std::size_t>(place.row * program_.columns + place.column);
  }
  const Program& program_;
  const Output& output_;
  std::vector<std::uint8_t> times_;
};

void set(std::span<std::uint64_t> beat, const spec::Field& field, unsigned i, std::int64_t value) {
  const std::int64_t limit = std::int64_t{1} << (field.width - 1);
  if (spec::is_signed(field.holds) && (value < -limit || value >= limit)) {
    throw ProgramError(fmt::format("the result {} does not fit the {} bits of {}", value,
                                   field.width, field.name));
  }
  program::put_bits(beat, field.bit(i), field.width, static_cast<std::uint64_t>(value));
}

}  // namespace

std::vector<Pair> take_pairs(std::vector<std::int64_t>& values,
                             const std::vector<spec::Pattern>& terms) {
  std::vector<Pair> pairs;
  for (const spec::Pattern& term : terms) {
    const auto m = static_cast<std::size_t>(term.m);
    for (std::size_t begin = 0; begin < values.size(); begin += m) {
      for (std::int64_t n = 0; n < term.n; ++n) {
        std::size_t largest = begin;
        for (std::size_t i = begin; i < begin + m; ++i) {
          if (std::abs(values[i]) > std::abs(values[largest])) largest = i;
        }
        pairs.push_back(values[largest] == 0 ? Pair{} : Pair{values[largest], largest - begin});
        values[largest] = 0;
      }
    }
  }
  return pairs;
}

void fill(const spec::Spec& spec, const Matrix<std::int64_t>& results, Program& program) {
  if (results.rows() != program.rows || results.cols() != program.columns) {
    throw ProgramError(fmt::format("the program is for results of {} × {}; these are {} × {}",
                                   program.rows, program.columns, results.rows(), results.cols()));
  }
  const auto& taken = spec.engine().taken;
  const std::vector<spec::Pattern> terms = taken ? taken(spec) : std::vector<spec::Pattern>();
  std::vector<std::int64_t> elements;
  for (Output& output : program.outputs) {
    const spec::Layout layout = spec::layout(spec, output.beats.name());
    const spec::Field* values = layout.holding(spec::Holds::values);
    const spec::Field* pair_values = layout.holding(spec::Holds::pair_values);
    const spec::Field* pair_indices = layout.holding(spec::Holds::pair_indices);
    if (values != nullptr && values->count != output.elements()) {
      throw ProgramError(fmt::format("the program, stream {}: {} elements of a beat of {}",
                                     output.beats.name(), output.elements(), values->count));
    }
    Coverage coverage(program, output);
    for (std::size_t number = 0; number < output.size(); ++number) {
      elements.assign(output.elements(), 0);
      for (unsigned i = 0; i < output.elements(); ++i) {
        const Place place = output.place(number, i);
        coverage.add(place);
        if (program.inside(place)) elements[i] = results(place.row, place.column);
      }
      const std::vector<Pair> pairs = take_pairs(elements, terms);
      const auto beat = output.beats.beat(number);
      for (unsigned i = 0; values != nullptr && i < values->count; ++i) {
        set(beat, *values, i, elements[i]);
      }
      for (unsigned i = 0; pair_values != nullptr && i < pair_values->count; ++i) {
        set(beat, *pair_values, i, pairs.at(i).value);
        set(beat, *pair_indices, i, static_cast<std::int64_t>(pairs.at(i).index));
      }
    }
    coverage.add_zero_rows(results);
    coverage.check_whole();
  }
}

}  // namespace denim::golden
