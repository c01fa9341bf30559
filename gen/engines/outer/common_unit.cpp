// Ports, queue, pipeline and multipliers of a unit of `outer`.
#include "gen/engines/outer/common_unit.hpp"

#include <bit>

#include "gen/catalog/common.hpp"
#include "gen/engines/outer/leaves.hpp"

namespace denim::generators::outer {

using ir::Expr;
using ir::InTurn;
using ir::Value;

int log2(int power) { return std::bit_width(static_cast<unsigned>(power)) - 1; }

void CommonUnit::declare() {
  const auto number = [&](const char* key) { return spec_.integer(key); };
  a_width_ = module_.parameter("AWidth", number("a_width"), "Width of a value of A, bits");
  b_width_ = module_.parameter("BWidth", number("b_width"), "Width of a value of B, bits");
  acc_width_ = module_.parameter("AccWidth", number("acc_width"),
                                 "Width of an accumulator, bits, at least AWidth + BWidth");
  p_ = module_.localparam("P", shape_.p, "Values of A in a step");
  q_ = module_.localparam("Q", shape_.q, "Values of B in a step");
  tile_ = module_.localparam("Tile", shape_.tile, "Rows and columns of accumulators");
  const Expr a_slots =
      module_.localparam("AValues", shape_.a_slots, "Values of A that a step of k may have");
  const Expr b_slots =
      module_.localparam("BValues", shape_.b_slots, "Values of B that a step of k may have");
  product_width_ =
      module_.localparam("ProductWidth", a_width_ + b_width_, "Width of a product, bits");
  a_ = {"a", "row", shape_.p, shape_.a_slots, a_width_, p_, a_slots};
  b_ = {"b", "column", shape_.q, shape_.b_slots, b_width_, q_, b_slots};
  module_.guards.push_back(ir::Guard::at_least(acc_width_, product_width_));
  module_.input("clk_i", 1, "Clock");
  module_.input("rst_ni", 1, "Synchronous reset, active low");
}

namespace {

Expr width_of(const Side& side) { return side.slots_name * side.value_width; }

}  // namespace

void CommonUnit::add_queue() {
  const Value valid = module_.input("valid_i", 1, "A step of k is offered");
  const Value ready = module_.output("ready_o", 1, "There is room for a step of k");
  const Value a_bitmap = module_.input("a_bitmap_i", tile_, "Rows that have a value of A");
  const Value a_value = module_.input("a_value_i", width_of(a_), "Values of A, condensed");
  const Value b_bitmap = module_.input("b_bitmap_i", tile_, "Columns that have a value of B");
  const Value b_data = module_.input("b_data_i", width_of(b_), "Values of B, condensed");
  const Value last = module_.input("last_i", 1, "With this step the tile is complete");
  const Expr width = module_.localparam("StepWidth", 2 * tile_ + width_of(a_) + width_of(b_) + 1,
                                        "Width of a step of k, bits");
  choose_ = body_.net("choose", 1, "Values of a step are chosen");
  multiply_ = body_.net("multiply", 1, "Values of the step before are multiplied");
  adds_ = body_.net("adds", 1, "The products are added");
  may_add_ = body_.net("may_add", 1, "No complete tile is in the way");
  head_valid_ = body_.net("head_valid", 1, "A step of k is worked on");
  ready_ = body_.net("head_done", 1, "This is the last step of that k, if there is one");
  head_a_bitmap_ = body_.net("head_a_bitmap", tile_);
  head_a_values_ = body_.net("head_a_values", width_of(a_));
  head_b_bitmap_ = body_.net("head_b_bitmap", tile_);
  head_b_values_ = body_.net("head_b_values", width_of(b_));
  head_last_ = body_.net("head_last", 1);
  const Value head = body_.net("head", width, "The step of k that is worked on");
  body_.assign(
      ir::concatenate({head_last_, head_b_values_, head_b_bitmap_, head_a_values_, head_a_bitmap_}),
      head);
  body_.instance(catalog::outer::queue, "u_queue")
      .set("Depth", shape_.queue)
      .set("Width", width)
      .connect("valid_i", valid)
      .connect("ready_o", ready)
      .connect("data_i", ir::concatenate({last, b_data, b_bitmap, a_value, a_bitmap}))
      .connect("valid_o", head_valid_)
      .connect("ready_i", ready_)
      .connect("data_o", head);
}

std::optional<Value> CommonUnit::add_too_many(const Side& side, const Positions& positions) {
  if (side.slots >= shape_.tile) return std::nullopt;
  const auto slots = static_cast<std::uint64_t>(side.slots);
  const Value all = positions.before.word(Expr(shape_.tile));
  const Value many =
      body_.net_of(side.name + "_many", 1, ir::less(ir::constant(positions.width, slots), all),
                   "More bits than values");
  const Value raised = module_.output(side.name + "_too_many_o", 1,
                                      "The bitmap of " + side.name + " has too many bits");
  body_.assign(raised, head_valid_ & many);
  return many;
}

Value CommonUnit::add_pipeline() {
  const Value room = body_.net("chosen_ready", 1, "A step may be chosen");
  const Value load = body_.net("load", 2, "What comes into the registers of the pipeline");
  const Value multiplied = body_.net("multiplied", 1, "Products wait to be added");
  body_.instance(catalog::common::pipeline, "u_pipeline")
      .set("Stages", 2)
      .connect("valid_i", head_valid_)
      .connect("ready_o", room)
      .connect("load_o", load)
      .connect("valid_o", multiplied)
      .connect("ready_i", may_add_);
  body_.assign(ir::concatenate({multiply_, choose_}), load);
  body_.assign(adds_, multiplied & may_add_);
  return room;
}

InTurn CommonUnit::add_products(const Value& a_values, const Value& b_values) {
  return body_.loop(
      "l", p_, "gen_lane", "A value of A times those of B", [&](ir::Scope& lane, const Expr& l) {
        const Value products = lane.net_array("products", product_width_, q_, "By lanes of B");
        lane.loop("m", q_, "gen_multiply", "", [&](ir::Scope& cell, const Expr& m) {
          const Value product =
              cell.register_of("product", product_width_,
                               ir::extend_signed(a_values.element(l, a_width_), product_width_) *
                                   ir::extend_signed(b_values.element(m, b_width_), product_width_),
                               multiply_);
          cell.assign(products.word(m), product);
        });
        return products;
      });
}

Value CommonUnit::add_scatter(const Expr& lines, const std::optional<InTurn>& lane_of,
                              const InTurn& products) {
  const Value scattered =
      body_.net("scattered", lines * (p_ * product_width_),
                "For each column the products of its value of B, by lanes of A");
  body_.loop("j", lines, "gen_scatter", "", [&](ir::Scope& column, const Expr& j) {
    Value of_column = ir::constant(1, 0);
    if (lane_of)
      of_column = column.net_of("lane", log2(shape_.q), (*lane_of)(j),
                                "Lane of B whose value belongs to the column");
    // Word by word it would be put together by masks in simulation, a lane at a time.
    std::vector<Value> lanes;  // most significant first
    for (int l = shape_.p; l-- > 0;) {
      const Value of_lane = products(Expr(l));
      lanes.push_back(lane_of ? of_lane.word(of_column) : of_lane.word(Expr(0)));
    }
    column.assign(scattered.element(j, p_ * product_width_),
                  lanes.size() == 1 ? lanes.front() : ir::concatenate(std::move(lanes)));
  });
  return scattered;
}

Value CommonUnit::add_tile(const Value& complete, const Value& enable) {
  hand_over_ = body_.net("hand_over", 1, "The complete tile is handed over");
  leaves_ = body_.net("leaves", 1, "A row leaves");
  const Expr row_width = Expr::index_width(tile_);
  const Value valid = module_.output("valid_o", 1, "A row of a complete tile waits");
  const Value ready = module_.input("ready_i", 1, "The row that waits leaves");
  const Value number = module_.output("row_o", row_width, "Number of that row");
  body_.instance(catalog::outer::tile, "u_tile")
      .set("Rows", tile_)
      .connect("complete_i", complete)
      .connect("enable_o", enable)
      .connect("hand_over_o", hand_over_)
      .connect("valid_o", valid)
      .connect("ready_i", ready)
      .connect("row_o", number)
      .connect("last_o", module_.output("last_o", 1, "The row is the last one of its tile"));
  body_.assign(leaves_, valid & ready);
  return number;
}

}  // namespace denim::generators::outer
