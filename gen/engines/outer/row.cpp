// A row of the accumulators of a unit, and of the tile that leaves it.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "gen/engines/outer/unit.hpp"

namespace denim::generators::outer {

using ir::Expr;
using ir::Value;

namespace {

// That of a lane, of the products of a column. Out of some that are at most 64 bits together, for a
// bit-select of more is a dozen instructions in simulation; the multiplexer is the same.
Value choose_product(ir::Scope& cell, const Value& products, const std::optional<Value>& lane,
                     int p, int width_number, const Expr& width) {
  if (!lane) return products;
  const int near_width = std::min(std::bit_width(static_cast<unsigned>(64 / width_number)) - 1,
                                  std::bit_width(static_cast<unsigned>(p)) - 1);
  const int near = 1 << near_width;
  if (near == p) return products.element(*lane, width);
  std::vector<Value> groups;
  for (int group = 0; group < p / near; ++group)
    groups.push_back(products.element(Expr(group), near * width));
  const int far_width = std::bit_width(static_cast<unsigned>(p / near)) - 1;
  const Value group = ir::select(lane->slice(near_width, far_width), std::move(groups));
  return cell.net_of("near", near * width, group, "Those of some lanes, which that one is among")
      .element(lane->slice(0, near_width), width);
}

}  // namespace

const ir::Module& add_row(ir::Design& design, const std::string& name, const UnitShape& shape,
                          const spec::Spec& spec) {
  ir::Module& module = design.add(
      name, fmt::format("A row of {} accumulators, to each of which one of {} products of its "
                        "column is added, and the row of the tile that leaves, which moves on.",
                        shape.tile, shape.p));
  const int lane_width = std::bit_width(static_cast<unsigned>(shape.p)) - 1;
  const Expr acc_width = module.parameter("AccWidth", spec.integer("acc_width"),
                                          "Width of an accumulator, bits, at least ProductWidth");
  const Expr width =
      module.parameter("ProductWidth", spec.number("product_width"), "Width of a product, bits");
  const Expr p = module.localparam("P", shape.p, "Products of a column");
  const Expr tile = module.localparam("Tile", shape.tile, "Columns");
  module.guards.push_back(ir::Guard::at_least(acc_width, width));
  module.input("clk_i", 1, "Clock");
  module.input("rst_ni", 1, "Synchronous reset, active low");
  const Value add = module.input("add_i", 1, "Products are added");
  const Value hit = module.input("hit_i", 1, "The row has products");
  std::optional<Value> lane;
  if (lane_width > 0) lane = module.input("lane_i", lane_width, "Which of each column");
  const Value columns = module.input("columns_i", tile, "Columns that get products");
  const Value products = module.input("products_i", tile * (p * width), "By columns, in each P");
  const Value hand_over =
      module.input("hand_over_i", 1, "The sums are handed over, and begin anew");
  const Value move = module.input("move_i", 1, "The row that leaves is replaced");
  const Value above =
      module.input("above_i", tile * acc_width, "By the row before it, if not by sums");
  const Value held = module.output("held_o", tile * acc_width, "The row that leaves");
  ir::Scope& body = module.body;
  const Value adds = body.net_of("adds", 1, add & hit, "The row gets products");
  const Value zero = ir::constant(acc_width, 0);
  // All in one word, of which a simulator keeps the old value by one copy.
  const Value sums = body.net("sums", tile * acc_width, "The accumulators");
  body.loop("j", tile, "gen_cell", "", [&](ir::Scope& cell, const Expr& j) {
    const Value of_column = cell.net_of("of_column", p * width, products.element(j, p * width));
    const Value product = choose_product(cell, of_column, lane, shape.p,
                                         static_cast<int>(spec.number("product_width")), width);
    const Value sum = sums.element(j, acc_width);
    cell.set_register(
        sum,
        ir::choose(hand_over, zero, sum) +
            ir::choose(adds & columns.bit(j), ir::extend_signed(product, acc_width), zero),
        adds | hand_over, zero);
    cell.set_register(held.element(j, acc_width),
                      ir::choose(hand_over, sum, above.element(j, acc_width)), move);
  });
  return module;
}

}  // namespace denim::generators::outer
