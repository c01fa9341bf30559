#include "gen/blocks/tree.hpp"

#include <fmt/format.h>

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;

bool register_behind(int level, const Pipeline& pipeline) {
  return pipeline.levels > 0 && level % pipeline.levels == 0;
}

// A chain of adders in each column: gen_prefix[l].gen_column[c].sum is the sum of terms 0 to l.
std::vector<Value> add_chain(ir::Scope& scope, const std::string& column, const Expr& columns,
                             const Expr& lanes, int lane_count, const TermOfLane& term,
                             const Expr& width) {
  const Expr in_column = Expr::name(column);
  const auto sum = scope.loop(
      "l", lanes, "gen_prefix", "Sums of the products of lanes 0 to l",
      [&](ir::Scope& prefix, const Expr& l) {
        const auto sums =
            prefix.loop(column, columns, "gen_column", "", [&](ir::Scope& body, const Expr& c) {
              const Value net = body.net("sum", width);
              body.first_turn(
                  l, [&](ir::Scope& first) { first.assign(net, term(0, c)); },
                  [&](ir::Scope& next) {
                    const Value before = net.in_turn("gen_column", c).in_turn("gen_prefix", l - 1);
                    next.assign(net, before + term(l, c));
                  });
              return net;
            });
        return sums(in_column);
      });
  std::vector<Value> sums;
  for (int l = 0; l < lane_count; ++l) sums.push_back(sum(l));
  return sums;
}

}  // namespace

Value add_tree(ir::Scope& scope, const std::vector<Value>& terms, const Expr& width,
               const Pipeline& pipeline) {
  struct Part {
    Value value;
    std::size_t first, last;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < terms.size(); ++i) parts.push_back({terms[i], i, i});
  for (int level = 1; parts.size() > 1; ++level) {
    std::vector<Part> sums;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      const Part& low = parts[i];
      const Part& high = parts[i + 1];
      sums.push_back({low.value + high.value, low.first, high.last});
    }
    if (parts.size() % 2 != 0) sums.push_back(parts.back());
    if (sums.size() > 1 && register_behind(level, pipeline)) {
      for (Part& part : sums) {
        const std::string name = fmt::format("part_{}_{}_{}", part.first, part.last, level);
        part.value = scope.register_of(name, width, part.value, pipeline.enable);
      }
    }
    parts = std::move(sums);
  }
  return parts.front().value;
}

std::vector<Value> add_prefix_sums(ir::Scope& scope, const std::string& column, const Expr& columns,
                                   const Expr& lanes, int lane_count, const TermOfLane& term,
                                   const Expr& width, const Pipeline& pipeline) {
  if (pipeline.levels == 0)
    return add_chain(scope, column, columns, lanes, lane_count, term, width);
  const Expr in_column = Expr::name(column);
  std::vector<Value> terms;
  for (int l = 0; l < lane_count; ++l) terms.push_back(term(l, in_column));
  int level = 1;
  for (std::size_t reach = 1; reach < terms.size(); reach *= 2, ++level) {
    const bool registered = register_behind(level, pipeline);
    std::vector<Value> sums;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      // The upper half of each group of 2 · reach terms still lacks the sum of its lower half.
      const bool adds = (i & reach) != 0;
      if (!adds && !registered) {
        sums.push_back(terms[i]);
        continue;
      }
      const std::size_t below = (i & ~(reach - 1)) - 1;
      const std::size_t first = adds ? i & ~(2 * reach - 1) : i & ~(reach - 1);
      const auto sum =
          scope.loop(column, columns, fmt::format("gen_prefix_{}_{}", i, level),
                     fmt::format("Sum of the products of lanes {} to {}", first, i),
                     [&](ir::Scope& body, const Expr&) {
                       const Value value = adds ? terms[below] + terms[i] : terms[i];
                       return registered ? body.register_of("sum", width, value, pipeline.enable)
                                         : body.net_of("sum", width, value);
                     });
      sums.push_back(sum(in_column));
    }
    terms = std::move(sums);
  }
  return terms;
}

}  // namespace denim::blocks
