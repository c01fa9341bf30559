#include "gen/blocks/tree.hpp"

#include <fmt/format.h>

namespace denim::blocks {

using ir::Expr;
using ir::Value;

Expr sum_width(const Expr& width, std::size_t terms) {
  return terms == 1 ? width : width + Expr::index_width(static_cast<std::int64_t>(terms));
}

namespace {

bool register_behind(int level, const Pipeline& pipeline) {
  return pipeline.levels > 0 && level % pipeline.levels == 0;
}

// A chain of adders in each column: gen_prefix[l].gen_column[c].sum is the sum of terms 0 to l.
std::vector<Value> add_chain(ir::Scope& scope, const std::string& column, const Expr& columns,
                             const Expr& lanes, int lane_count, const TermOfLane& term,
                             const Expr& total) {
  const Expr in_column = Expr::name(column);
  const auto sum = scope.loop(
      "l", lanes, "gen_prefix", "Sums of the products of lanes 0 to l",
      [&](ir::Scope& prefix, const Expr& l) {
        const auto sums =
            prefix.loop(column, columns, "gen_column", "", [&](ir::Scope& body, const Expr& c) {
              const Value net = body.net("sum", total);
              const auto extended = [&](const Expr& lane) {
                return ir::extend_signed(term(lane, c), total);
              };
              body.first_turn(
                  l, [&](ir::Scope& first) { first.assign(net, extended(0)); },
                  [&](ir::Scope& next) {
                    const Value before = net.in_turn("gen_column", c).in_turn("gen_prefix", l - 1);
                    next.assign(net, before + extended(l));
                  });
              return net;
            });
        return sums(in_column);
      });
  std::vector<Value> sums;
  for (int l = 0; l < lane_count; ++l) sums.push_back(sum(l));
  return sums;
}

// A sum of some of the terms, first to last.
struct Part {
  Value value;
  std::size_t first, last;

  std::size_t terms() const { return last - first + 1; }
};

// With as many bits as `terms` terms need.
Value widened(const Part& part, std::size_t terms, const Expr& width) {
  const Expr wanted = sum_width(width, terms);
  if (sum_width(width, part.terms()) == wanted) return part.value;
  return ir::extend_signed(part.value, wanted);
}

Part sum_of(const Part& low, const Part& high, const Expr& width) {
  const std::size_t terms = low.terms() + high.terms();
  return {widened(low, terms, width) + widened(high, terms, width), low.first, high.last};
}

}  // namespace

Value add_tree(ir::Scope& scope, const std::vector<Value>& terms, const Expr& width,
               const Pipeline& pipeline, Growth growth) {
  const bool grows = growth == Growth::as_needed;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < terms.size(); ++i) parts.push_back({terms[i], i, i});
  for (int level = 1; parts.size() > 1; ++level) {
    std::vector<Part> sums;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2)
      sums.push_back(
          grows ? sum_of(parts[i], parts[i + 1], width)
                : Part{parts[i].value + parts[i + 1].value, parts[i].first, parts[i + 1].last});
    if (parts.size() % 2 != 0) sums.push_back(parts.back());
    if (sums.size() > 1 && register_behind(level, pipeline)) {
      for (Part& part : sums) {
        const std::string name = fmt::format("part_{}_{}_{}", part.first, part.last, level);
        part.value = scope.register_of(name, grows ? sum_width(width, part.terms()) : width,
                                       part.value, pipeline.enable);
      }
    }
    parts = std::move(sums);
  }
  return parts.front().value;
}

std::vector<Value> add_prefix_sums(ir::Scope& scope, const std::string& column, const Expr& columns,
                                   const Expr& lanes, int lane_count, const TermOfLane& term,
                                   const Expr& width, const Expr& total, const Pipeline& pipeline) {
  if (pipeline.levels == 0)
    return add_chain(scope, column, columns, lanes, lane_count, term, total);
  const Expr in_column = Expr::name(column);
  std::vector<Part> parts;
  for (int l = 0; l < lane_count; ++l) {
    const auto lane = static_cast<std::size_t>(l);
    parts.push_back({term(l, in_column), lane, lane});
  }
  int level = 1;
  for (std::size_t reach = 1; reach < parts.size(); reach *= 2, ++level) {
    const bool registered = register_behind(level, pipeline);
    std::vector<Part> sums;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      // The upper half of each group of 2 · reach terms still lacks the sum of its lower half.
      const bool adds = (i & reach) != 0;
      Part part = adds ? sum_of(parts[(i & ~(reach - 1)) - 1], parts[i], width) : parts[i];
      if (adds || registered) {
        const auto sum = scope.loop(
            column, columns, fmt::format("gen_prefix_{}_{}", i, level),
            fmt::format("Sum of the products of lanes {} to {}", part.first, i),
            [&](ir::Scope& body, const Expr&) {
              const Expr bits = sum_width(width, part.terms());
              return registered ? body.register_of("sum", bits, part.value, pipeline.enable)
                                : body.net_of("sum", bits, part.value);
            });
        part.value = sum(in_column);
      }
      sums.push_back(std::move(part));
    }
    parts = std::move(sums);
  }
  std::vector<Value> sums;
  for (const Part& part : parts) sums.push_back(widened(part, parts.size(), width));
  return sums;
}

}  // namespace denim::blocks
