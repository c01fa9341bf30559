#include "gen/blocks/tree.hpp"

#include <fmt/format.h>

#include <optional>

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

std::vector<ir::Value> add_prefix_sums(ir::Scope& scope, const std::string& column,
                                       const ir::Expr& columns, std::vector<ir::Value> terms,
                                       const ir::Expr& width, const Pipeline& pipeline) {
  // What `add_one` adds to each column.
  const auto in_columns = [&](const std::string& label, const std::string& comment,
                              const auto& add_one) {
    std::optional<ir::Value> net;
    scope.loop(column, columns, label, comment,
               [&](ir::Scope& body, const ir::Expr&) { net = add_one(body); });
    return net->in_turn(label, ir::Expr::name(column));
  };
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
      const std::string comment = fmt::format("Sum of terms {} to {}", i & ~(2 * reach - 1), i);
      sums.push_back(in_columns(
          fmt::format("gen_prefix_{}_{}", i, level), comment,
          [&](ir::Scope& body) { return add(body, "sum", terms[below], terms[i], width); }));
    }
    if (register_behind(level, pipeline)) {
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] = in_columns(fmt::format("gen_level_{}_{}", i, level), "", [&](ir::Scope& body) {
          return add_register(body, "sum", sums[i], width, pipeline);
        });
      }
    }
    terms = std::move(sums);
  }
  return terms;
}

ir::Value add_choice(ir::Scope& scope, const std::vector<ir::Value>& values,
                     const ir::Value& select, const ir::Expr& low, const ir::Expr& width) {
  struct Part {
    ir::Value value;
    std::size_t first, last;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < values.size(); ++i) parts.push_back({values[i], i, i});
  for (int level = 0; parts.size() > 1; ++level) {
    std::vector<Part> chosen;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      const Part& lower = parts[i];
      const Part& upper = parts[i + 1];
      const std::string name = fmt::format("pick_{}_{}", lower.first, upper.last);
      const ir::Value net = scope.net(name, width);
      scope.instance(catalog::common::choose, "u_" + name)
          .set("Width", width)
          .connect("second_i", select.bit(low + level))
          .connect("first_data_i", lower.value)
          .connect("second_data_i", upper.value)
          .connect("data_o", net);
      chosen.push_back({net, lower.first, upper.last});
    }
    if (parts.size() % 2 != 0) chosen.push_back(parts.back());
    parts = std::move(chosen);
  }
  return parts.front().value;
}

}  // namespace denim::blocks
