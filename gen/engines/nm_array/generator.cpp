// The top of `nm_array`: rows of weights, PEs between lines of activations and partial sums,
// accumulators below.
#include <fmt/format.h>

#include <string>

#include "gen/engines/nm_array/array.hpp"
#include "gen/engines/nm_array/engine.hpp"

namespace denim::generators {

namespace {

using ir::Expr;
using nm_array::PeShape;

std::string comment(const spec::Spec& spec, const PeShape& shape) {
  return fmt::format(
      "Array of {} × {} PEs with {} multiplier{} each. Beats of stream a bring a tile of A, a row "
      "of PEs each. Beats of stream b, the waves, bring what the PEs need of a column of B: "
      "activations {}. The sums of a PE column go to the wave's accumulator. Accumulators leave as "
      "beats of stream c when their last tile has been used.",
      spec.integer("pe_rows"), spec.integer("pe_cols"), shape.multipliers,
      shape.multipliers == 1 ? "" : "s",
      shape.chained ? "move from PE to PE to the right, a sum for each multiplier moves down, and "
                      "a tree adds up those of a column"
      : shape.systolic ? "move from PE to PE to the right, sums move down"
                       : "reach all PEs of their row at once, a tree sums up each column");
}

struct Sizes {
  Expr sum_width;      // of a sum over a column, bits
  Expr passing_width;  // of a sum that passes from row to row, bits
  Expr whole_way;      // cycles that a wave takes from the first PE to the last
};

// Parameters and localparams.
Sizes declare(Frame& frame, const PeShape& shape) {
  ir::Module& module = frame.module();
  frame.parameter("a_width", "AWidth", "Width of a weight, bits");
  frame.parameter("b_width", "BWidth", "Width of an activation, bits");
  frame.parameter("acc_width", "AccWidth",
                  "Width of an accumulator and a result, bits, at least SumWidth");
  frame.parameter("rows", "Rows", "Accumulators of a PE column");
  frame.parameter("pe_cols", "PeCols", "PEs of a row");
  frame.localparam("pe_rows", "PeRows", "PEs of a column");
  frame.localparam("n", "N", "Multipliers of a PE");
  frame.localparam("m", "M", "Activations of a block");
  frame.define("window", module.localparam("Window", Expr(shape.blocks()) * frame.symbol("m"),
                                           "Activations that a row of PEs sees"));
  for (const char* limit : {"most_multipliers", "most_activation_bits"})
    frame.define(limit, frame.spec().number(limit));
  frame.define("multipliers",
               frame.symbol("n") * frame.symbol("pe_rows") * frame.symbol("pe_cols"));
  frame.define("activations", frame.symbol("pe_rows") * frame.symbol("window"));
  frame.define("activation_bits", frame.symbol("activations") * frame.symbol("b_width"));
  frame.define("weights", frame.symbol("pe_cols") * frame.symbol("n"));
  frame.define("positions", shape.selects() ? frame.symbol("weights") : Expr(0));
  frame.define("pattern_fields", shape.many_patterns() ? 1 : 0);
  frame.define("pattern_count",
               shape.many_patterns()
                   ? module.localparam("Patterns", static_cast<int>(shape.block_values.size()),
                                       "Patterns that a tile may have")
                   : Expr(1));
  const bool one_product = shape.multipliers * frame.number("pe_rows") == 1;
  const Expr growth =
      one_product ? Expr(0) : Expr::index_width(frame.symbol("n") * frame.symbol("pe_rows"));
  const Expr sum_width =
      module.localparam("SumWidth", frame.symbol("a_width") + frame.symbol("b_width") + growth,
                        "Width of a product and of a sum over a column, bits");
  frame.define("sum_width", sum_width);
  if (!shape.systolic) return {sum_width, sum_width, 0};
  Expr passing_width = sum_width;
  if (shape.chained) {
    const Expr of_rows =
        frame.number("pe_rows") == 1 ? Expr(0) : Expr::index_width(frame.symbol("pe_rows"));
    passing_width =
        module.localparam("ChainWidth", frame.symbol("a_width") + frame.symbol("b_width") + of_rows,
                          "Width of a sum that passes from row to row, bits");
  }
  return {sum_width, passing_width,
          module.localparam("Way", frame.symbol("pe_rows") + frame.symbol("pe_cols") - 2,
                            "Cycles that a wave takes from the first PE to the last")};
}

void generate(const spec::Spec& spec, ir::Design& design) {
  const PeShape shape(spec);
  // A pointer, for g++ 14 takes a reference for one to the name, which is a temporary.
  const ir::Module* pe =
      &nm_array::add_pe(design, spec.top_name() + "_pe", shape, spec, spec.number("passing_width"));
  Frame frame(spec, design.add(spec.top_name(), comment(spec, shape)));
  const Sizes sizes = declare(frame, shape);
  frame.add_ports();
  const nm_array::Array array{.frame = frame,
                              .shape = shape,
                              .sum_width = sizes.sum_width,
                              .passing_width = sizes.passing_width,
                              .whole_way = sizes.whole_way,
                              .enable = frame.body().net("enable", 1, "The waves move"),
                              .accept = frame.body().net("accept", 1, "A wave enters")};
  const nm_array::Tile tile = nm_array::add_tile(array);
  nm_array::add_results(array, tile, nm_array::add_rows(array, tile, *pe));
  frame.add_errors();
}

}  // namespace

}  // namespace denim::generators

void denim::nm_array::generate(const spec::Spec& spec, ir::Design& design) {
  generators::generate(spec, design);
}
