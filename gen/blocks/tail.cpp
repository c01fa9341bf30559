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
             "nearest and ties to even, set to zero if it is negative and relu is set, saturated") +
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
                                          "Width of a product, bits")) {
    module_.input("clk_i", 1, "Clock");
    module_.input("rst_ni", 1, "Synchronous reset, active low");
    const Value scale = module_.input("scale_i", shape.scale_width, "Factor, unsigned");
    const Value shift =
        module_.input("shift_i", shape.shift_width, "The power of two that divides a product");
    const Value relu = module_.input("relu_i", 1, "Negative values become zero");
    const Value valid_in = module_.input("valid_i", 1, "A result is offered");
    const Value ready_out =
        module_.output("ready_o", 1, "An offered result is taken in this cycle");
    const Value row_in = module_.input("row_i", row_width_, "Accumulator of the result");
    const Value results =
        module_.input("data_i", columns_ * acc_width_, "The result, column 0 lowest");
    const Value valid_out = module_.output("valid_o", 1, "A beat is offered");
    const Value ready_in = module_.input("ready_i", 1, "An offered beat is taken in this cycle");
    const Value row_out = module_.output("row_o", row_width_, "Accumulator of the beat");
    ir::Scope& body = module_.body;
    const Value load =
        body.net("load", stages, "A result comes to be multiplied, shifted, rounded");
    const auto add_pipeline = [&](const Value& valid, const Value& ready, const Value& row,
                                  const Value& data) {
      body.instance(common::pipeline, "u_pipeline")
          .set("Stages", stages)
          .connect("valid_i", valid_in)
          .connect("ready_o", ready_out)
          .connect("load_o", load)
          .connect("valid_o", valid)
          .connect("ready_i", ready);
      body.instance(common::pipeline_data, "u_row")
          .set("Stages", stages)
          .set("Width", row_width_)
          .connect("load_i", load)
          .connect("data_i", row_in)
          .connect("data_o", row);
      add_columns({results, scale, shift, relu, load}, data);
    };
    if (!chain_) {
      add_pipeline(
          valid_out, ready_in, row_out,
          module_.output("data_o", columns_ * width_, "Requantised values, column 0 lowest"));
      return;
    }
    const auto passed_on = [&](const std::string& port, const std::string& meaning) {
      return module_.output(
          port, chain_->port(port)->width.substitute({{"Width", width_}}).expand(own_definitions()),
          meaning);
    };
    const Value value =
        passed_on("value_o", "Values of the pairs, term by term and block by block");
    const Value index = passed_on("index_o", "Indices of the pairs");
    const Value rest =
        module_.output("data_o", columns_ * width_, "What no term takes, column 0 lowest");
    const Value valid = body.net("valid", 1, "A requantised result waits for the units");
    const Value ready = body.net("ready", 1, "The units take the requantised result");
    const Value row = body.net("row", row_width_, "Accumulator of the requantised result");
    const Value data = body.net("data", columns_ * width_, "Requantised values, column 0 lowest");
    add_pipeline(valid, ready, row, data);
    body.instance(*chain_, "u_chain")
        .set("Width", width_)
        .set("SideWidth", row_width_)
        .connect("valid_i", valid)
        .connect("ready_o", ready)
        .connect("data_i", data)
        .connect("side_i", row)
        .connect("valid_o", valid_out)
        .connect("ready_i", ready_in)
        .connect("value_o", value)
        .connect("index_o", index)
        .connect("data_o", rest)
        .connect("side_o", row_out);
  }
  const ir::Module& module() const { return module_; }

 private:
  static constexpr int stages = 3;
  struct Inputs {
    Value results, scale, shift, relu, load;
  };

  // The localparams of the chain that widths of its ports use are numbers.
  ir::Definitions own_definitions() const {
    ir::Definitions definitions;
    for (const ir::Parameter& parameter : chain_->parameters) {
      if (parameter.local) definitions.emplace(parameter.name, parameter.value);
    }
    return definitions;
  }

  void add_columns(const Inputs& in, const Value& data) {
    const Value factor = ir::concatenate({ir::constant(1, 0), in.scale});
    module_.body.loop(
        "c", columns_, "gen_requantise", "Column c", [&](ir::Scope& body, const Expr& c) {
          const Value product = body.register_of(
              "product_q", product_width_,
              ir::extend_signed(in.results.element(c, acc_width_), product_width_) *
                  ir::extend_signed(factor, product_width_),
              in.load.bit(0));
          const Value quotient =
              body.net("quotient", product_width_, "The product divided and rounded down");
          const Value up = body.net("up", 1, "The nearest is one more than the quotient");
          body.instance(catalog::tail::shift, "u_shift")
              .set("Width", product_width_)
              .set("ShiftWidth", shift_width())
              .connect("enable_i", in.load.bit(1))
              .connect("product_i", product)
              .connect("shift_i", in.shift)
              .connect("quotient_o", quotient)
              .connect("up_o", up);
          body.instance(catalog::tail::saturate, "u_saturate")
              .set("InWidth", product_width_)
              .set("Width", width_)
              .connect("enable_i", in.load.bit(2))
              .connect("quotient_i", quotient)
              .connect("up_i", up)
              .connect("relu_i", in.relu)
              .connect("data_o", data.element(c, width_));
        });
  }
  Expr shift_width() const { return module_.port("shift_i")->width; }

  const ir::Module* chain_;
  ir::Module& module_;
  Expr acc_width_, width_, row_width_, columns_, factor_width_, product_width_;
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
