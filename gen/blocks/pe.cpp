#include "gen/blocks/pe.hpp"

#include <fmt/format.h>

#include <vector>

#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"

namespace denim::blocks {

using ir::Expr;
using ir::Value;

const ir::Module& add_pe(ir::Design& design, const std::string& name, int lanes,
                         const PeWidths& widths) {
  ir::Module& module = design.add(
      name, fmt::format("Processing element: {} multipliers and the sum of their products.", lanes));
  const Expr a_width = module.parameter("AWidth", widths.a, "Width of a value of A, bits");
  const Expr b_width = module.parameter("BWidth", widths.b, "Width of a value of B, bits");
  const Expr sum_width = module.parameter("SumWidth", widths.sum, "Width of the sum, bits");
  const Value clk = module.input("clk_i", 1, "Clock");
  const Value enable = module.input("enable_i", 1, "The pipeline moves");

  std::vector<Value> products;
  for (int n = 0; n < lanes; ++n) {
    const Value a = module.input(fmt::format("a_{}_i", n), a_width,
                                 fmt::format("Value of A in lane {}, signed", n));
    const Value b = module.input(fmt::format("b_{}_i", n), b_width,
                                 fmt::format("Value of B in lane {}, signed", n));
    products.push_back(module.body.net(fmt::format("product_{}", n), sum_width));
    module.body.instance(catalog::common::multiply, fmt::format("u_multiply_{}", n))
        .set("AWidth", a_width)
        .set("BWidth", b_width)
        .set("Width", sum_width)
        .connect("clk_i", clk)
        .connect("enable_i", enable)
        .connect("a_i", a)
        .connect("b_i", b)
        .connect("product_o", products.back());
  }
  const Value sum = module.output("sum_o", sum_width, "Sum of the products, two cycles later");
  module.body.instance(catalog::common::register_, "u_sum")
      .set("Width", sum_width)
      .connect("clk_i", clk)
      .connect("enable_i", enable)
      .connect("data_i", add_tree(module.body, products, sum_width))
      .connect("data_o", sum);
  return module;
}

}  // namespace denim::blocks
