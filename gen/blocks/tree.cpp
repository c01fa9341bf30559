#include "gen/blocks/tree.hpp"

#include <fmt/format.h>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

// A net with the value of `value` one cycle before.
ir::Value add_register(ir::Scope& scope, const std::string& name, const ir::Value& value,
                       const ir::Expr& width, const Pipeline& pipeline) {
  const ir::Value later = scope.net(name + "_q", width);
  scope.instance(catalog::common::register_, "u_" + name)
      .set("Width", width)
      .connect("clk_i", pipeline.clock)
      .connect("enable_i", pipeline.enable)
      .connect("data_i", value)
      .connect("data_o", later);
  return later;
}

ir::Value add(ir::Scope& scope, const std::string& name, const ir::Value& a, const ir::Value& b,
              const ir::Expr& width) {
  const ir::Value sum = scope.net(name, width);
  scope.instance(catalog::common::add, "u_" + name)
      .set("Width", width)
      .connect("a_i", a)
      .connect("b_i", b)
      .connect("sum_o", sum);
  return sum;
}

bool register_behind(int level, const Pipeline& pipeline) {
  return pipeline.levels > 0 && level % pipeline.levels == 0;
}

}  // namespace

ir::Value add_tree(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width,
                   const Pipeline& pipeline) {
  struct Part {
    ir::Value value;
    std::size_t first, last;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < terms.size(); ++i) parts.push_back({terms[i], i, i});
  for (int level = 1; parts.size() > 1; ++level) {
    std::vector<Part> sums;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      const Part& low = parts[i];
      const Part& high = parts[i + 1];
      const std::string name = fmt::format("sum_{}_{}", low.first, high.last);
      sums.push_back({add(scope, name, low.value, high.value, width), low.first, high.last});
    }
    if (parts.size() % 2 != 0) sums.push_back(parts.back());
    if (sums.size() > 1 && register_behind(level, pipeline)) {
      for (Part& part : sums) {
        const std::string name = fmt::format("part_{}_{}_{}", part.first, part.last, level);
        part.value = add_register(scope, name, part.value, width, pipeline);
      }
    }
    parts = std::move(sums);
  }
  return parts.front().value;
}

std::vector<ir::Value> add_prefix_sums(ir::Scope& scope, std::vector<ir::Value> terms,
                                       const ir::Expr& width, const Pipeline& pipeline) {
  int level = 1;
  for (std::size_t reach = 1; reach < terms.size(); reach *= 2, ++level) {
    std::vector<ir::Value> sums;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      // The upper half of each group of 2 · reach terms still lacks the sum of its lower half.
      if ((i & reach) == 0) {
        sums.push_back(terms[i]);
        continue;
      }
      const std::size_t below = (i & ~(reach - 1)) - 1;
      sums.push_back(
          add(scope, fmt::format("prefix_{}_{}", i, level), terms[below], terms[i], width));
    }
    if (register_behind(level, pipeline)) {
      for (std::size_t i = 0; i < sums.size(); ++i) {
        const std::string name = fmt::format("level_{}_{}", i, level);
        sums[i] = add_register(scope, name, sums[i], width, pipeline);
      }
    }
    terms = std::move(sums);
  }
  return terms;
}

}  // namespace denim::blocks
