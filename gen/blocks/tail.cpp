#include "gen/blocks/tail.hpp"

#include <fmt/format.h>

#include "gen/catalog/common.hpp"
#include "gen/catalog/tail.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;
namespace common = catalog::common;

std::string comment(const TailShape& shape) {
  return std::string(
             "What the results pass: q = c · scale / 2^shift, the product exact, rounded to "
             "nearest "
             "and ties to even, set to zero if it is negative and relu is set, saturated") +
         (shape.series ? "; then the units that take it apart." : ".");
}

class Tail {
 public:
  Tail(ir::Design& design, const std::string& name, const TailShape& shape)
      : chain_(shape.series ? &add_tasd(design, name + "_chain", *shape.series) : nullptr),
        module_(design.add(name, comment(shape))),
        acc_width_(module_.parameter("AccWidth", shape.acc_width, "Width of a result, bits")),
        width_(module_.parameter("Width", shape.width, "Width of a requantised value, bits")),
        row_width_(module_.parameter("RowWidth", shape.row_width, "Bits that name an accumulator")),
        columns_(shape.series ? module_.localparam("Columns", shape.columns, "Values of a result")
                              : module_.parameter("Columns", shape.columns, "Values of a result")),
        factor_width_(module_.localparam("FactorWidth", shape.scale_width + 1,
                                         "Width of the factor as a signed number, bits")),
        product_width_(module_.localparam("ProductWidth", acc_width_ + factor_width_,
                                          "Width of a product, bits")),
        clk_(module_.input("clk_i", 1, "Clock")),
        reset_(module_.input("rst_ni", 1, "Synchronous reset, active low")),
        scale_(module_.input("scale_i", shape.scale_width, "Factor, unsigned")),
        shift_(module_.input("shift_i", shape.shift_width, "Power of two that divides")),
        relu_(module_.input("relu_i", 1, "What is negative becomes zero")),
        shift_width_(shape.shift_width),
        valid_(module_.input("valid_i", 1, "A result is offered")),
        ready_(module_.output("ready_o", 1, "It is taken")),
        row_(module_.input("row_i", row_width_, "Its accumulator")) {
    const Value results =
        module_.input("data_i", columns_ * acc_width_, "The result, column 0 lowest");
    const Value valid_out = module_.output("valid_o", 1, "A beat is offered");
    const Value ready_in = module_.input("ready_i", 1, "It is taken");
    const Value row_out = module_.output("row_o", row_width_, "Its accumulator");
    ir::Scope& body = module_.body;
    const Value multiply = add_stage("multiply");
    const Value shift = add_stage("shift");
    const Value saturate = add_stage("saturate");
    if (!chain_) {
      const Value data =
          module_.output("data_o", columns_ * width_, "Requantised, column 0 lowest");
      add_columns(results, data, multiply, shift, saturate);
      body.assign(valid_out, valid_);
      body.assign(ready_, ready_in);
      body.assign(row_out, row_);
      return;
    }
    const auto passed_on = [&](const std::string& port, const std::string& meaning) {
      return module_.output(
          port, chain_->port(port)->width.substitute({{"Width", width_}}).expand(own_definitions()),
          meaning);
    };
    const Value value = passed_on("value_o", "Values of the pairs");
    const Value index = passed_on("index_o", "Their indices");
    const Value rest = module_.output("data_o", columns_ * width_, "The residual, column 0 lowest");
    const Value data = body.net("requantised", columns_ * width_, "Column 0 lowest");
    add_columns(results, data, multiply, shift, saturate);
    body.instance(*chain_, "u_chain")
        .set("Width", width_)
        .set("SideWidth", row_width_)
        .connect("clk_i", clk_)
        .connect("rst_ni", reset_)
        .connect("valid_i", valid_)
        .connect("ready_o", ready_)
        .connect("data_i", data)
        .connect("side_i", row_)
        .connect("valid_o", valid_out)
        .connect("ready_i", ready_in)
        .connect("value_o", value)
        .connect("index_o", index)
        .connect("data_o", rest)
        .connect("side_o", row_out);
  }
  const ir::Module& module() const { return module_; }

 private:
  // The localparams of the chain that widths of its ports use are numbers.
  ir::Definitions own_definitions() const {
    ir::Definitions definitions;
    for (const ir::Parameter& parameter : chain_->parameters) {
      if (parameter.local) definitions.emplace(parameter.name, parameter.value);
    }
    return definitions;
  }

  // A stage that every result passes; its accumulator goes along. Returns what the stage loads by.
  Value add_stage(const std::string& name) {
    ir::Scope& body = module_.body;
    const Value load = body.net("load_" + name, 1);
    const Value valid = body.net("valid_" + name, 1);
    const Value ready = body.net("ready_" + name, 1);
    const Value row = body.net("row_" + name, row_width_);
    body.instance(common::stage, "u_stage_" + name)
        .set("Cycles", 1)
        .connect("clk_i", clk_)
        .connect("rst_ni", reset_)
        .connect("valid_i", valid_)
        .connect("ready_o", ready_)
        .connect("load_o", load)
        .leave_open("step_o")
        .connect("valid_o", valid)
        .connect("ready_i", ready);
    body.instance(common::register_, "u_row_" + name)
        .set("Width", row_width_)
        .connect("clk_i", clk_)
        .connect("enable_i", load)
        .connect("data_i", row_)
        .connect("data_o", row);
    valid_ = valid;
    ready_ = ready;
    row_ = row;
    return load;
  }

  void add_columns(const Value& results, const Value& data, const Value& multiply,
                   const Value& shift, const Value& saturate) {
    const Value factor = ir::concatenate({ir::constant(1, 0), scale_});
    module_.body.loop("c", columns_, "gen_requantise", "A column's",
                      [&](ir::Scope& body, const Expr& c) {
                        const Value product = body.net("product", product_width_);
                        const Value quotient = body.net("quotient", product_width_, "Rounded down");
                        const Value up = body.net("up", 1, "The nearest is one more");
                        body.instance(common::multiply, "u_multiply")
                            .set("AWidth", acc_width_)
                            .set("BWidth", factor_width_)
                            .set("Width", product_width_)
                            .connect("clk_i", clk_)
                            .connect("enable_i", multiply)
                            .connect("a_i", results.slice(c * acc_width_, acc_width_))
                            .connect("b_i", factor)
                            .connect("product_o", product);
                        body.instance(catalog::tail::shift, "u_shift")
                            .set("Width", product_width_)
                            .set("ShiftWidth", shift_width_)
                            .connect("clk_i", clk_)
                            .connect("enable_i", shift)
                            .connect("product_i", product)
                            .connect("shift_i", shift_)
                            .connect("quotient_o", quotient)
                            .connect("up_o", up);
                        body.instance(catalog::tail::saturate, "u_saturate")
                            .set("InWidth", product_width_)
                            .set("Width", width_)
                            .connect("clk_i", clk_)
                            .connect("enable_i", saturate)
                            .connect("quotient_i", quotient)
                            .connect("up_i", up)
                            .connect("relu_i", relu_)
                            .connect("data_o", data.slice(c * width_, width_));
                      });
  }

  const ir::Module* chain_;
  ir::Module& module_;
  Expr acc_width_, width_, row_width_, columns_, factor_width_, product_width_;
  Value clk_, reset_, scale_, shift_, relu_;
  Expr shift_width_;
  Value valid_, ready_, row_;  // of the last stage so far
};

}  // namespace

const ir::Module& add_tail(ir::Design& design, const std::string& name, TailShape shape) {
  if (shape.series) {
    shape.series->elements = shape.columns;
    shape.series->width = shape.width;
    shape.series->side_width = shape.row_width;
  }
  return Tail(design, name, shape).module();
}

}  // namespace denim::blocks
