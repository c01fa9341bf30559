#include "sw/engines/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>

#include "gen/spec/layout.hpp"

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

const Cost::Traffic& Cost::stream(std::string_view name) const {
  const auto found = std::ranges::find(streams, name, &Traffic::stream);
  if (found == streams.end()) {
    throw std::out_of_range(fmt::format("no traffic is told of stream '{}'", name));
  }
  return *found;
}

tasd::Series parse_series(const std::string& text, const spec::Spec& spec) {
  const Engine& engine = find_engine(spec.engine().name);
  if (text == "lossless") return engine.lossless(spec);
  const tasd::Series series = tasd::Series::parse(text);
  const std::string why = engine.refuses ? engine.refuses(spec, series) : std::string();
  if (why.empty()) return series;
  throw OperandError(fmt::format("{}, series {}: {}", spec.name(), series.to_string(), why));
}

Compiled compile(const spec::Spec& spec, const Workload& workload, const Matrix& b) {
  // Told before the work is done: the schedule sees only the columns of B.
  const bool in_parts = !workload.parts.empty();
  const std::size_t rows = in_parts ? workload.parts.front().rows() : workload.a.rows();
  const std::size_t depth = in_parts ? workload.parts.front().cols() : workload.a.cols();
  if (spec.engine().takes_b() && depth != b.rows()) {
    throw OperandError(fmt::format("A is {}×{} and B is {}×{}; A's columns must be B's rows", rows,
                                   depth, b.rows(), b.cols()));
  }
  const auto schedule =
      find_engine(spec.engine().name)
          .schedule(spec, {workload.a, workload.parts, b.cols(), workload.groups});
  Cost cost = schedule->cost();
  return {schedule->program(b), std::move(cost)};
}

void check_workload(const spec::Spec& spec, const Workload& workload) {
  const bool in_parts = !workload.parts.empty();
  const std::size_t rows = in_parts ? workload.parts.front().rows() : workload.a.rows();
  const std::size_t depth = in_parts ? workload.parts.front().cols() : workload.a.cols();
  const bool takes_b = spec.engine().takes_b();
  if (rows == 0 || depth == 0 || (takes_b && workload.columns == 0)) {
    const std::string b =
        takes_b ? fmt::format(" and B is {}×{}", depth, workload.columns) : std::string();
    throw OperandError(fmt::format("A is {}×{}{}; every size must be at least 1", rows, depth, b));
  }
  if (workload.groups == 0 || rows % workload.groups != 0 || depth % workload.groups != 0) {
    throw OperandError(fmt::format("A is {}×{}, which is no {} blocks of one size along a diagonal",
                                   rows, depth, workload.groups));
  }
  const Range range(spec::value_width(spec, spec::Carries::a));
  for (std::size_t t = 0; t < workload.parts.size(); ++t) {
    const Term& term = workload.parts[t];
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
  if (in_parts) return;
  for (std::size_t r = 0; r < rows; ++r) {
    check_width(workload.a.row(r), range, "A", r, [](std::size_t i) { return i; });
  }
}

void check_b(const spec::Spec& spec, const Matrix& b, std::size_t depth, std::size_t columns) {
  if (b.rows() != depth || b.cols() != columns) {
    throw OperandError(fmt::format("B is {}×{} and the schedule is for {}×{}; B must be that",
                                   b.rows(), b.cols(), depth, columns));
  }
  const Range range(spec::value_width(spec, spec::Carries::b));
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
