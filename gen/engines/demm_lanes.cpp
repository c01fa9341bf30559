// The lanes of `demm`: a non-zero of A each, the row of B that it meets, and a multiplier a column.
#include <fmt/format.h>

#include <map>
#include <string>

#include "gen/catalog/common.hpp"
#include "gen/catalog/demm.hpp"
#include "gen/engines/demm_parts.hpp"

namespace denim::generators::demm {

namespace {

class Lanes {
 public:
  Lanes(Frame& frame, const Control& control, const ir::Module& memory)
      : frame_(frame), control_(control), shape_(memory_shape(frame.spec())) {
    const Value index_error = frame.error("a_index_range", frame.symbol("n"));
    const Value absent_error = frame.error("absent_row", frame.symbol("n"));
    frame.body().loop("n", frame.symbol("n"), "gen_lane", "", [&](ir::Scope& lane, const Expr& n) {
      add_lane(lane, n, index_error, absent_error);
    });
    add_memory(memory);
  }

  const Value& product() const { return *product_; }

 private:
  void add_lane(ir::Scope& lane, const Expr& n, const Value& index_error,
                const Value& absent_error) {
    const Expr& a_width = frame_.symbol("a_width");
    const Expr b_row_width = frame_.symbol("columns") * frame_.symbol("b_width");
    const Value value = lane.net("value", a_width, "Value of A, zero if the lane adds nothing");
    index_ = lane.net("index", Expr::index_width(control_.words), "Row of the tile that it meets");
    b_row_ = lane.net("b_row", b_row_width, "That row");
    ir::Instance& instance = lane.instance(catalog::demm::lane, "u_lane");
    instance.set("Lane", n)
        .set("Width", a_width)
        .set("Lanes", frame_.symbol("n"))
        .set("Depth", control_.words)
        .set("Delay", frame_.cycles("read") + frame_.cycles("route"))
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", control_.enable)
        .connect("accept_i", control_.accept)
        .connect("end_i", frame_.field("a", "end", frame_.symbol("segments") - 1))
        .connect("value_i", frame_.field("a", "value", n))
        .connect("index_i", Control::word_of(frame_.field("a", "index", n), control_.a_copy))
        .connect("present_i", control_.present)
        .connect("value_o", value)
        .connect("index_o", *index_)
        .connect("range_error_o", index_error.bit(n))
        .connect("absent_error_o", absent_error.bit(n));
    if (shape_.has_reads()) {
      read_ = lane.net("read", 1, "That row is read");
      instance.connect("read_o", *read_);
    } else {
      instance.leave_open("read_o");
    }
    std::optional<Value> multiply;
    if (frame_.cycles("multiply") > 0) {
      multiply = lane.net("multiply", 1, "Its products are taken");
      instance.connect("multiply_o", *multiply);
    } else {
      instance.leave_open("multiply_o");
    }
    const Value factor =
        frame_.cycles("route") == 0
            ? *b_row_
            : frame_.registered(lane, "factor", "u_route", *b_row_, b_row_width, control_.enable);
    lane.loop("c", frame_.symbol("columns"), "gen_multiply", "",
              [&](ir::Scope& cell, const Expr& c) {
                const Expr& b_width = frame_.symbol("b_width");
                add_multiplier(cell, value, factor.slice(c * b_width, b_width), multiply);
              });
  }

  // With none, one or two registers.
  void add_multiplier(ir::Scope& cell, const Value& a, const Value& b,
                      const std::optional<Value>& multiply) {
    const Expr& width = frame_.symbol("sum_width");
    const bool twice = frame_.cycles("multiply") == 2;
    const Value product = cell.net(twice ? "product_first" : "product", width);
    ir::Instance& instance = multiply ? cell.instance(catalog::common::multiply, "u_multiply")
                                            .connect("clk_i", frame_.clock())
                                            .connect("enable_i", *multiply)
                                      : cell.instance(catalog::common::product, "u_multiply");
    instance.set("AWidth", frame_.symbol("a_width"))
        .set("BWidth", frame_.symbol("b_width"))
        .set("Width", width)
        .connect("a_i", a)
        .connect("b_i", b)
        .connect("product_o", product);
    product_ =
        twice ? frame_.registered(cell, "product", "u_product", product, width, control_.enable)
              : product;
  }

  void add_memory(const ir::Module& module) {
    ir::Instance& memory = frame_.body().instance(module, "u_memory");
    memory.set("Width", frame_.symbol("columns") * frame_.symbol("b_width"))
        .connect("clk_i", frame_.clock())
        .connect("write_i", control_.b_write)
        .connect("write_addr_i", Control::word_of(frame_.field("b", "row"), control_.b_copy))
        .connect("write_data_i", frame_.field("b", "data"));
    if (shape_.read_latency > 0) memory.connect("enable_i", control_.enable);
    for (int n = 0; n < shape_.ports; ++n) {
      memory.connect(fmt::format("read_addr_{}_i", n), index_->in_turn("gen_lane", n))
          .connect(fmt::format("read_data_{}_o", n), b_row_->in_turn("gen_lane", n));
      if (read_) memory.connect(fmt::format("read_{}_i", n), read_->in_turn("gen_lane", n));
    }
    const Value conflict =
        frame_.error("bank_conflict", shape_.banked() ? frame_.symbol("n") : Expr(1));
    if (shape_.banked()) {
      memory.connect("conflict_o", conflict);
    } else {
      frame_.body().assign(conflict, ir::constant(1, 0));
    }
  }

  Frame& frame_;
  const Control& control_;
  blocks::MemoryShape shape_;
  // Inside gen_lane; the product in its gen_multiply.
  std::optional<Value> index_, read_, b_row_, product_;
};

}  // namespace

blocks::MemoryShape memory_shape(const spec::Spec& spec) {
  const std::map<std::string, blocks::MemoryStyle> styles{
      {"regs", blocks::MemoryStyle::regs},
      {"replicated", blocks::MemoryStyle::replicated},
      {"banked", blocks::MemoryStyle::banked}};
  const auto number = [&](const char* key) { return static_cast<int>(spec.integer(key)); };
  blocks::MemoryShape shape;
  shape.style = styles.at(spec.word("memory"));
  shape.ports = number("n");
  shape.rows = number("m");
  shape.copies = spec.flag("overlap") ? 2 : 1;
  shape.width = number("columns") * number("b_width");
  shape.read_latency = number("read_latency");
  return shape;
}

Value add_lanes(Frame& frame, const Control& control, const ir::Module& memory) {
  return Lanes(frame, control, memory).product();
}

}  // namespace denim::generators::demm
