// The top of `dot`: multipliers, the block that sums up their products, and the accumulator.
#include "gen/blocks/tree.hpp"
#include "gen/engines/dot/engine.hpp"
#include "gen/engines/dot/leaves.hpp"
#include "gen/engines/frame.hpp"

namespace denim::generators {

namespace {

using ir::Expr;
using ir::Value;

void generate(const spec::Spec& spec, ir::Design& design) {
  Frame frame(spec, design.add(spec.top_name(),
                               "Dot products. A beat of stream a and a beat of stream b are "
                               "multiplied value by value; the sums of the products of a dot "
                               "product leave as a beat of stream c."));
  frame.parameter("a_width", "AWidth", "Width of a value of A, bits");
  frame.parameter("b_width", "BWidth", "Width of a value of B, bits");
  frame.parameter("acc_width", "AccWidth",
                  "Width of the accumulator and of a result, bits, at least SumWidth");
  frame.localparam("lanes", "Lanes", "Multipliers: values in a beat of each stream");
  const int lanes = frame.number("lanes");
  const Expr product_width = frame.symbol("a_width") + frame.symbol("b_width");
  const Expr sum_width =
      frame.module().localparam("SumWidth", blocks::sum_width(product_width, lanes),
                                "Width of the sum of the products of a beat, bits");
  frame.define("sum_width", sum_width);
  frame.add_ports();

  ir::Scope& body = frame.body();
  const ir::InTurn product = body.loop(
      "l", frame.symbol("lanes"), "gen_lane", "A multiplier", [&](ir::Scope& lane, const Expr& l) {
        const Value net = lane.net("product", product_width);
        lane.assign(net, ir::extend_signed(frame.field("a", "value", l), product_width) *
                             ir::extend_signed(frame.field("b", "data", l), product_width));
        return net;
      });
  std::vector<Value> products;
  for (int l = 0; l < lanes; ++l) products.push_back(product(l));
  const Value sum = body.net("sum", sum_width, "Sum of the products of the beats");
  body.assign(sum, blocks::add_tree(body, products, product_width, {ir::constant(1, 1)}));
  body.instance(catalog::dot::accumulator, "u_accumulator")
      .set("Width", frame.symbol("acc_width"))
      .connect("a_valid_i", frame.stream("a").valid)
      .connect("a_ready_o", frame.stream("a").ready)
      .connect("b_valid_i", frame.stream("b").valid)
      .connect("b_ready_o", frame.stream("b").ready)
      .connect("last_i", frame.field("a", "last"))
      .connect("sum_i", ir::extend_signed(sum, frame.symbol("acc_width")))
      .connect("valid_o", frame.stream("c").valid)
      .connect("ready_i", frame.stream("c").ready)
      .connect("data_o", frame.field("c", "data"));
  frame.add_errors();
}

}  // namespace

}  // namespace denim::generators

void denim::dot::generate(const spec::Spec& spec, ir::Design& design) {
  generators::generate(spec, design);
}
