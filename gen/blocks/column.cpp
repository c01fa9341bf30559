#include "gen/blocks/column.hpp"

#include "gen/catalog/common.hpp"

namespace denim::blocks {

using ir::Expr;
using ir::Value;

const ir::Module& add_column(ir::Design& design, const std::string& name, const ir::Module& memory,
                             int ports, int depth, const ColumnWidths& widths) {
  ir::Module& module = design.add(
      name,
      "One column of the engine: its part of the tile, a multiplier for each lane, their sum, and "
      "the accumulators.");
  const Expr a_width = module.parameter("AWidth", widths.a, "Width of a value of A, bits");
  const Expr b_width = module.parameter("BWidth", widths.b, "Width of a value of B, bits");
  const Expr acc_width =
      module.parameter("AccWidth", widths.accumulator, "Width of an accumulator, bits");
  const Expr rows = module.parameter("Rows", widths.rows, "Accumulators");
  const Expr lanes = module.localparam("N", ports, "Lanes: read ports and multipliers");
  const Expr m = module.localparam("M", depth, "Rows of a tile");
  const Expr index_width =
      module.localparam("IndexWidth", Expr::index_width(m), "Bits that name a row of the tile");
  const Expr row_width =
      module.localparam("RowWidth", Expr::index_width(rows), "Bits that name an accumulator");
  const Expr product_width =
      module.localparam("ProductWidth", a_width + b_width, "Width of a product, bits");

  const Value clk = module.input("clk_i", 1, "Clock");
  const Value enable = module.input("enable_i", 1, "The pipeline moves");
  const Value b_write = module.input("b_write_i", 1, "A row of the tile is written");
  const Value b_row = module.input("b_row_i", index_width, "Row of the tile that is written");
  const Value b_data = module.input("b_data_i", b_width, "Its value in this column, signed");
  const Value value = module.input("value_i", lanes * a_width, "Values of A, signed, lane 0 lowest");
  const Value index =
      module.input("index_i", lanes * index_width, "Rows of the tile that they meet");
  const Value clear = module.input("clear_i", lanes, "Lanes whose product adds nothing");
  const Value write =
      module.input("acc_write_i", 1, "The sum is added to an accumulator, two cycles after value_i");
  const Value first = module.input("acc_first_i", 1, "It overwrites the accumulator instead");
  const Value emit = module.input("acc_emit_i", 1, "The accumulator is a result");
  const Value row = module.input("acc_row_i", row_width, "Accumulator");
  const Value result = module.output("result_o", acc_width, "Latest result, signed");

  ir::Scope& body = module.body;
  const Value b_read = body.net("b_read", lanes * b_width, "Values of B, lane 0 lowest");
  const Value products = body.net("products", lanes * product_width, "Products, lane 0 lowest");
  const Value sum = body.net("sum", acc_width, "Their sum");

  body.instance(memory, "u_memory")
      .set("Width", b_width)
      .connect("clk_i", clk)
      .connect("write_i", b_write)
      .connect("write_addr_i", b_row)
      .connect("write_data_i", b_data)
      .connect("read_addr_i", index)
      .connect("read_data_o", b_read);
  body.loop("n", lanes, "gen_lane", "", [&](ir::Scope& lane, const Expr& n) {
    lane.instance(catalog::common::multiply, "u_multiply")
        .set("AWidth", a_width)
        .set("BWidth", b_width)
        .connect("clk_i", clk)
        .connect("enable_i", enable)
        .connect("clear_i", clear.bit(n))
        .connect("a_i", value.slice(n * a_width, a_width))
        .connect("b_i", b_read.slice(n * b_width, b_width))
        .connect("product_o", products.slice(n * product_width, product_width));
  });
  body.instance(catalog::common::sum, "u_sum")
      .set("Inputs", lanes)
      .set("Width", product_width)
      .set("SumWidth", acc_width)
      .connect("clk_i", clk)
      .connect("enable_i", enable)
      .connect("terms_i", products)
      .connect("sum_o", sum);
  body.instance(catalog::common::accumulate, "u_accumulate")
      .set("Rows", rows)
      .set("Width", acc_width)
      .connect("clk_i", clk)
      .connect("enable_i", enable)
      .connect("write_i", write)
      .connect("first_i", first)
      .connect("emit_i", emit)
      .connect("row_i", row)
      .connect("sum_i", sum)
      .connect("result_o", result);
  return module;
}

}  // namespace denim::blocks
