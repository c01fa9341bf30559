#include "sw/engines/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>

namespace denim::engines {

namespace {

using Matrix = tensor::Matrix<std::int32_t>;

std::deque<Engine>& registry() {
  static std::deque<Engine> all;
  return all;
}

struct Range {
  explicit Range(unsigned bits)
      : width(bits), max(static_cast<std::int32_t>((1U << (bits - 1)) - 1)), min(-max - 1) {}
  // Without a branch for each value, so that the compiler can take several at once.
  bool holds(std::span<const std::int32_t> values) const {
    bool inside = true;
    for (const std::int32_t value : values) inside &= (value >= min) & (value <= max);
    return inside;
  }
  unsigned width;
  std::int32_t max, min;
};

// `column` tells the column of the row's i-th value.
template <class Column>
void check_width(std::span<const std::int32_t> values, const Range& range, std::string_view name,
                 std::size_t row, Column&& column) {
  if (range.holds(values)) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] >= range.min && values[i] <= range.max) continue;
    throw OperandError(fmt::format("{}[{}, {}] = {} does not fit {} bits ({} … {})", name, row,
                                   column(i), values[i], range.width, range.min, range.max));
  }
}

}  // namespace

const Engine& find_engine(std::string_view name) {
  const auto found = std::ranges::find(registry(), name, &Engine::name);
  if (found == registry().end()) {
    throw std::out_of_range(fmt::format("engine '{}' has no compiler", name));
  }
  return *found;
}

Registration::Registration(const spec::EngineDeclaration& tables, generators::Generate generate,
                           Engine engine) {
  spec::add_engine(tables);
  generators::add_generator(tables.name, std::move(generate));
  engine.name = tables.name;
  registry().push_back(std::move(engine));
}

Compiled compile(const spec::Spec& spec, std::span<const Term> terms, const Matrix& b) {
  // Told before the work is done: the schedule sees only the columns of B.
  if (!terms.empty() && terms.front().cols() != b.rows()) {
    throw OperandError(fmt::format("A is {}×{} and B is {}×{}; A's columns must be B's rows",
                                   terms.front().rows(), terms.front().cols(), b.rows(), b.cols()));
  }
  const auto schedule = find_engine(spec.engine().name).schedule(spec, terms, b.cols());
  Cost cost = schedule->cost();
  return {schedule->program(b), std::move(cost)};
}

void check_terms(std::span<const Term> terms, std::size_t columns, unsigned a_width) {
  if (terms.empty()) throw OperandError("A has no term; give at least one");
  const std::size_t rows = terms.front().rows();
  const std::size_t depth = terms.front().cols();
  if (rows == 0 || depth == 0 || columns == 0) {
    throw OperandError(fmt::format("A is {}×{} and B is {}×{}; every size must be at least 1", rows,
                                   depth, depth, columns));
  }
  const Range range(a_width);
  for (std::size_t t = 0; t < terms.size(); ++t) {
    const Term& term = terms[t];
    if (term.rows() != rows || term.cols() != depth) {
      throw OperandError(
          fmt::format("term {} of A is {}×{} and term 1 is {}×{}; all terms have "
                      "the shape of A",
                      t + 1, term.rows(), term.cols(), rows, depth));
    }
    for (std::size_t r = 0; r < rows; ++r) {
      check_width(term.values(r), range, "A", r, [&](std::size_t i) { return term.columns(r)[i]; });
    }
  }
}

void check_a(const Matrix& a, unsigned a_width) {
  if (a.size() == 0) {
    throw OperandError(
        fmt::format("A is {}×{}; every size must be at least 1", a.rows(), a.cols()));
  }
  const Range range(a_width);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    check_width(a.row(r), range, "A", r, [](std::size_t i) { return i; });
  }
}

void check_b(const Matrix& b, std::size_t depth, std::size_t columns, unsigned b_width) {
  if (b.rows() != depth || b.cols() != columns) {
    throw OperandError(fmt::format("B is {}×{} and the schedule is for {}×{}; B must be that",
                                   b.rows(), b.cols(), depth, columns));
  }
  const Range range(b_width);
  for (std::size_t r = 0; r < b.rows(); ++r) {
    check_width(b.row(r), range, "B", r, [](std::size_t i) { return i; });
  }
}

AccumulatorBound::AccumulatorBound(const Matrix& b, unsigned acc_width)
    : largest_(b.rows()), acc_width_(acc_width) {
  for (std::size_t k = 0; k < b.rows(); ++k) {
    for (const std::int32_t value : b.row(k)) {
      largest_[k] = std::max<std::int64_t>(largest_[k], std::abs(std::int64_t{value}));
    }
  }
}

void AccumulatorBound::check(std::size_t row, std::int64_t sum) const {
  const std::int64_t limit = (std::int64_t{1} << (acc_width_ - 1)) - 1;
  if (sum <= limit) return;
  throw OperandError(fmt::format(
      "row {} of C could reach ±{}, which overflows a {}-bit accumulator (limit {}); use a larger "
      "acc_width",
      row, sum, acc_width_, limit));
}

}  // namespace denim::engines
