#include "sw/engines/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "gen/spec/layout.hpp"
#include "gen/spec/ports.hpp"

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

void Cost::grow(std::string_view cause, std::uint64_t to) {
  auto found = std::ranges::find(by_cause, cause, &Cause::name);
  if (found == by_cause.end()) found = by_cause.insert(found, {std::string(cause), 0});
  found->cycles += to - cycles;
  cycles = to;
}

Matrix sum_of_parts(const Workload& workload) {
  if (workload.parts.empty()) return workload.a;
  Matrix sum(workload.rows(), workload.depth());
  for (const Term& part : workload.parts) {
    for (std::size_t r = 0; r < part.rows(); ++r) {
      const auto columns = part.columns(r);
      const auto values = part.values(r);
      for (std::size_t i = 0; i < columns.size(); ++i) sum(r, columns[i]) += values[i];
    }
  }
  return sum;
}

tasd::Series parse_series(const std::string& text, const spec::Spec& spec) {
  const Engine& engine = find_engine(spec.engine().name);
  if (text == "lossless") return engine.lossless(spec);
  const tasd::Series series = tasd::Series::parse(text);
  const std::string why = engine.refuses ? engine.refuses(spec, series) : std::string();
  if (why.empty()) return series;
  throw OperandError(fmt::format("{}, series {}: {}", spec.name(), series.to_string(), why));
}

namespace {

void check_shapes(const spec::Spec& spec, const Workload& workload) {
  const Matrix& b = workload.b;
  const std::string a_text = fmt::format("A is {}×{}", workload.rows(), workload.depth());
  const bool takes_b = spec.engine().takes_b();
  const std::string b_text = takes_b ? fmt::format(" and B is {}×{}", b.rows(), b.cols()) : "";
  if (takes_b && workload.depth() != b.rows()) {
    throw OperandError(a_text + b_text + "; A's columns must be B's rows");
  }
  if (workload.rows() == 0 || workload.depth() == 0 || (takes_b && b.cols() == 0)) {
    throw OperandError(a_text + b_text + "; every size must be at least 1");
  }
  if (workload.groups == 0 || workload.rows() % workload.groups != 0 ||
      workload.depth() % workload.groups != 0) {
    throw OperandError(a_text + fmt::format(", which is no {} blocks of one size along a diagonal",
                                            workload.groups));
  }
  for (std::size_t t = 0; t < workload.parts.size(); ++t) {
    const Term& term = workload.parts[t];
    if (term.rows() == workload.rows() && term.cols() == workload.depth()) continue;
    throw OperandError(
        fmt::format("term {} of A is {}×{} and term 1 is {}×{}; all terms have the shape of A",
                    t + 1, term.rows(), term.cols(), workload.rows(), workload.depth()));
  }
}

void check_values(const spec::Spec& spec, const Workload& workload) {
  const Range a_range(spec::value_width(spec, spec::Carries::a));
  for (std::size_t r = 0; r < workload.rows(); ++r) {
    for (const Term& term : workload.parts) {
      check_width(term.values(r), a_range, "A", r,
                  [&](std::size_t i) { return term.columns(r)[i]; });
    }
    if (workload.parts.empty()) {
      check_width(workload.a.row(r), a_range, "A", r, [](std::size_t i) { return i; });
    }
  }
  if (!spec.engine().takes_b()) return;
  const Range b_range(spec::value_width(spec, spec::Carries::b));
  for (std::size_t k = 0; k < workload.b.rows(); ++k) {
    check_width(workload.b.row(k), b_range, "B", k, [](std::size_t i) { return i; });
  }
}

void check_accumulators(const spec::Spec& spec, const Workload& workload) {
  std::vector<std::int64_t> largest(workload.b.rows());  // magnitude in each row of B
  for (std::size_t k = 0; k < largest.size(); ++k) {
    for (const std::int32_t value : workload.b.row(k)) {
      largest[k] = std::max<std::int64_t>(largest[k], std::abs(std::int64_t{value}));
    }
  }
  const std::int64_t acc_width = spec.integer("acc_width");
  const std::int64_t limit = (std::int64_t{1} << (acc_width - 1)) - 1;
  for (std::size_t r = 0; r < workload.rows(); ++r) {
    std::int64_t sum = 0;
    for (const Term& term : workload.parts) {
      const auto columns = term.columns(r);
      const auto values = term.values(r);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        sum += std::abs(std::int64_t{values[i]}) * largest[columns[i]];
      }
    }
    if (workload.parts.empty()) {
      const auto values = workload.a.row(r);
      for (std::size_t k = 0; k < values.size(); ++k) {
        sum += std::abs(std::int64_t{values[k]}) * largest[k];
      }
    }
    if (sum <= limit) continue;
    throw OperandError(
        fmt::format("row {} of C could reach ±{}, which overflows a {}-bit accumulator (limit {}); "
                    "use a larger acc_width",
                    r, sum, acc_width, limit));
  }
}

}  // namespace

std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload) {
  check_shapes(spec, workload);
  check_values(spec, workload);
  if (spec.engine().takes_b()) check_accumulators(spec, workload);
  return find_engine(spec.engine().name).schedule(spec, workload);
}

Cost cost(const spec::Spec& spec, const Schedule& schedule, const program::StreamBits& bounded) {
  Cost cost = schedule.cost();
  // Registers at the ports delay all beats alike; those behind which results are cut are told
  // there.
  const int on_the_way =
      spec::cycles_in(spec) + (spec::cuts_results(spec) ? 0 : spec::cycles_out(spec));
  if (cost.cycles > 0 && on_the_way > 0)
    cost.grow("fill", cost.cycles + static_cast<std::uint64_t>(on_the_way));
  if (spec::cuts_results(spec)) {
    Streams in_parts(spec);
    schedule.play(in_parts);
    cost.grow("result_bound", in_parts.cycles());
    const std::string& results = spec.engine().results().name;
    const auto traffic = std::ranges::find(cost.streams, results, &Cost::Traffic::stream);
    traffic->beats *= spec::passage(spec, results).parts;
    traffic->stored = traffic->beats;
  }
  // Those that take longest come first: what is left for others to add is theirs alone.
  struct Bound {
    std::string stream;
    std::uint64_t alone = 0;  // cycles of its beats
    std::uint64_t with = 0;   // cycles of the run with it and those that take longer
    std::uint64_t added = 0;
  };
  std::vector<Bound> bounds;
  for (const spec::StreamDeclaration& stream : spec.engine().streams) {
    if (!bounded.contains(stream.name)) continue;
    const unsigned width = spec::passage(spec, stream.name).width;
    bounds.push_back({stream.name, cost.stream(stream.name).beats *
                                       program::beat_cycles(bounded, stream.name, width)});
  }
  std::vector<Bound*> order;
  for (Bound& bound : bounds) order.push_back(&bound);
  std::ranges::stable_sort(order, std::greater(), &Bound::alone);
  program::StreamBits so_far;
  for (Bound* bound : order) {
    so_far.insert(*bounded.find(bound->stream));
    Streams streams(spec, so_far);
    schedule.play(streams);
    bound->with = streams.cycles();
  }
  // One more bound can make a run a little shorter: beats that come later may meet fewer bubbles.
  // Then those before it have added so much less.
  for (std::size_t i = order.size(); i-- > 1;)
    order[i - 1]->with = std::min(order[i - 1]->with, order[i]->with);
  for (Bound* bound : order) {
    bound->added = bound->with - cost.cycles;
    cost.cycles = bound->with;
  }
  for (const Bound& bound : bounds) cost.by_cause.push_back({bound.stream + "_bound", bound.added});
  return cost;
}

Compiled compile(const spec::Spec& spec, const Workload& workload,
                 const program::StreamBits& bounded) {
  const auto schedule = engines::schedule(spec, workload);
  Cost cost = engines::cost(spec, *schedule, bounded);
  return {schedule->program(), std::move(cost)};
}

}  // namespace denim::engines
