#include "gen/blocks/tree.hpp"

#include <fmt/format.h>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

ir::Value add_range(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width,
                    std::size_t first, std::size_t last) {
  if (first == last) return terms[first];
  const std::size_t middle = first + (last - first) / 2;
  const ir::Value low = add_range(scope, terms, width, first, middle);
  const ir::Value high = add_range(scope, terms, width, middle + 1, last);
  const std::string range = fmt::format("{}_{}", first, last);
  const ir::Value sum = scope.net("sum_" + range, width);
  scope.instance(catalog::common::add, "u_add_" + range)
      .set("Width", width)
      .connect("a_i", low)
      .connect("b_i", high)
      .connect("sum_o", sum);
  return sum;
}

}  // namespace

ir::Value add_tree(ir::Scope& scope, const std::vector<ir::Value>& terms, const ir::Expr& width) {
  return add_range(scope, terms, width, 0, terms.size() - 1);
}

}  // namespace denim::blocks
