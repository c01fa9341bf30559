// A unit of `outer`: a queue of steps of k, p·q multipliers, and rows of accumulators.
#include "gen/engines/outer/unit.hpp"

#include <fmt/format.h>

#include <bit>
#include <optional>
#include <vector>

#include "gen/catalog/common.hpp"
#include "gen/engines/outer/leaves.hpp"

namespace denim::generators::outer {

namespace {

using ir::Expr;
using ir::InTurn;
using ir::Value;

int log2(int power) { return std::bit_width(static_cast<unsigned>(power)) - 1; }

// One of the two operands in a unit.
struct Side {
  std::string name;  // "a" or "b"
  std::string line;  // what a bit of the bitmap stands for
  int lanes = 1;     // values in a step
  int slots = 1;     // values of a beat
  Expr value_width;
  Expr lanes_name;  // as the module writes them
  Expr slots_name;
};

// What a side gives to the steps.
struct Groups {
  Positions positions;
  Expr number_width;  // bits that count groups of `lanes` values
  Value count;        // groups that there are
};

// Lines of the tile, rows or columns, in the cycle in which products are added.
struct Lines {
  InTurn hit;                  // the line gets a product
  std::optional<InTurn> lane;  // which; none where there is one
};

class Unit {
 public:
  // `row` is the module of a row.
  Unit(ir::Module& module, const ir::Module& row, const UnitShape& shape, const spec::Spec& spec)
      : module_(module), body_(module.body), row_(row), shape_(shape), spec_(spec) {
    declare();
  }

  void add() {
    add_queue();
    const Groups a_groups = add_groups(a_, head_a_bitmap_);
    const Groups b_groups = add_groups(b_, head_b_bitmap_);
    add_steps(a_groups, b_groups);
    const Value a_values = add_choice(a_, head_a_values_, a_number_);
    const Value b_values = add_choice(b_, head_b_values_, b_number_);
    const Lines rows = add_lines(a_, a_groups, head_a_bitmap_, a_number_);
    const Lines columns = add_lines(b_, b_groups, head_b_bitmap_, b_number_);
    const Value chosen_last = body_.register_of("chosen_last", 1, ready_ & head_last_, choose_,
                                                "With it the tile is complete");
    const Value last = body_.register_of("multiplied_last", 1, chosen_last, multiply_);
    add_tile(adds_ & last);
    add_accumulators(rows, add_scatter(columns, add_products(a_values, b_values)),
                     add_column_hits(columns));
  }

 private:
  void declare() {
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

  static Expr width_of(const Side& side) { return side.slots_name * side.value_width; }

  void add_queue() {
    const Value valid = module_.input("valid_i", 1, "A step of k is offered");
    const Value ready = module_.output("ready_o", 1, "There is room for it");
    const Value a_bitmap = module_.input("a_bitmap_i", tile_, "Rows that have a value of A");
    const Value a_value = module_.input("a_value_i", width_of(a_), "These values, condensed");
    const Value b_bitmap = module_.input("b_bitmap_i", tile_, "Columns that have a value of B");
    const Value b_data = module_.input("b_data_i", width_of(b_), "These values, condensed");
    const Value last = module_.input("last_i", 1, "With this step the tile is complete");
    const Expr width = module_.localparam("StepWidth", 2 * tile_ + width_of(a_) + width_of(b_) + 1,
                                          "Width of a step of k, bits");
    choose_ = body_.net("choose", 1, "Values of a step are chosen");
    multiply_ = body_.net("multiply", 1, "Those of the step before are multiplied");
    adds_ = body_.net("adds", 1, "The products are added");
    may_add_ = body_.net("may_add", 1, "No complete tile is in the way");
    head_valid_ = body_.net("head_valid", 1, "A step of k is worked on");
    ready_ = body_.net("head_done", 1, "Its last step, if there is one");
    head_a_bitmap_ = body_.net("head_a_bitmap", tile_);
    head_a_values_ = body_.net("head_a_values", width_of(a_));
    head_b_bitmap_ = body_.net("head_b_bitmap", tile_);
    head_b_values_ = body_.net("head_b_values", width_of(b_));
    head_last_ = body_.net("head_last", 1);
    const Value head = body_.net("head", width, "The step of k that is worked on");
    body_.assign(ir::concatenate(
                     {head_last_, head_b_values_, head_b_bitmap_, head_a_values_, head_a_bitmap_}),
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

  // How many groups of `lanes` values there are, never more than the beat brings.
  Groups add_groups(const Side& side, const Value& bitmap) {
    Groups groups{add_positions(body_, side.name, bitmap, tile_, shape_.tile), 0,
                  ir::constant(1, 0)};
    const Expr& width = groups.positions.width;
    const int shift = log2(side.lanes);
    const Value all = groups.positions.before.word(Expr(shape_.tile));
    const Value rounded = shift == 0
                              ? all
                              : body_.net_with_unread_bits(side.name + "_rounded", width,
                                                           "Values, rounded up to whole groups");
    if (shift > 0) {
      body_.assign(rounded, all + ir::constant(width, static_cast<std::uint64_t>(side.lanes - 1)));
    }
    groups.number_width = width - shift;
    Value count = shift == 0 ? rounded : rounded.slice(shift, groups.number_width);
    if (side.slots < shape_.tile) {
      const auto slots = static_cast<std::uint64_t>(side.slots);
      const Value many =
          body_.net_of(side.name + "_many", 1, ir::less(ir::constant(width, slots), all),
                       "More bits than values");
      const Value raised = module_.output(side.name + "_too_many_o", 1,
                                          "The bitmap of " + side.name + " has too many bits");
      body_.assign(raised, head_valid_ & many);
      count = ir::choose(
          many, ir::constant(groups.number_width, slots / static_cast<std::uint64_t>(side.lanes)),
          count);
    }
    groups.count = body_.net_of(
        side.name + "_groups", groups.number_width, count,
        fmt::format("Groups of {} values of {}", side.lanes, side.name == "a" ? "A" : "B"));
    return groups;
  }

  void add_steps(const Groups& a, const Groups& b) {
    a_number_ = body_.net("a_number", a.number_width, "Group of A in it");
    b_number_ = body_.net("b_number", b.number_width, "Group of B in it");
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
    body_.instance(catalog::outer::steps, "u_steps")
        .set("AWidth", a.number_width)
        .set("BWidth", b.number_width)
        .connect("enable_i", room)
        .connect("valid_i", head_valid_)
        .connect("a_count_i", a.count)
        .connect("b_count_i", b.count)
        .leave_open("step_o")
        .connect("a_number_o", a_number_)
        .connect("b_number_o", b_number_)
        .connect("ready_o", ready_);
  }

  // The values of the step, a register.
  Value add_choice(const Side& side, const Value& values, const Value& number) {
    const Expr width = side.lanes_name * side.value_width;
    Value chosen = values;
    const int count = side.slots / side.lanes;
    if (count > 1) {
      std::vector<Value> all;
      for (int g = 0; g < count; ++g) all.push_back(values.slice(Expr(g) * width, width));
      chosen = ir::select(ir::extend(number, Expr::index_width(count)), std::move(all));
    }
    return body_.register_of(side.name + "_values", width, chosen, choose_, "Values of the step");
  }

  Lines add_lines(const Side& side, const Groups& groups, const Value& bitmap,
                  const Value& number) {
    const int shift = log2(side.lanes);
    const std::vector<InTurn> nets = body_.loop(
        "i", tile_, "gen_" + side.line,
        fmt::format("Whether a {} gets a product, and the lane of its value", side.line),
        [&](ir::Scope& line, const Expr& i) {
          const Value before =
              line.net_of("below", groups.positions.width, groups.positions.before.word(i));
          const Value group = shift == 0 ? before : before.slice(shift, groups.number_width);
          const Value chosen =
              line.register_of("chosen", 1, bitmap.bit(i) & ir::equal(group, number), choose_);
          const Value hit = line.register_of("hit", 1, chosen, multiply_);
          std::vector<Value> all{hit};
          if (shift > 0) {
            const Value chosen_lane =
                line.register_of("chosen_lane", shift, before.slice(0, shift), choose_);
            all.push_back(line.register_of("lane", shift, chosen_lane, multiply_));
          }
          return all;
        });
    return {nets.front(), nets.size() > 1 ? std::optional(nets.back()) : std::nullopt};
  }

  // All products of the step: an array of q for each lane of A.
  InTurn add_products(const Value& a_values, const Value& b_values) {
    return body_.loop(
        "l", p_, "gen_lane", "A value of A times those of B", [&](ir::Scope& lane, const Expr& l) {
          const Value products = lane.net_array("products", product_width_, q_, "By lanes of B");
          lane.loop("m", q_, "gen_multiply", "", [&](ir::Scope& cell, const Expr& m) {
            const Value product = cell.register_of(
                "product", product_width_,
                ir::extend_signed(a_values.element(l, a_width_), product_width_) *
                    ir::extend_signed(b_values.element(m, b_width_), product_width_),
                multiply_);
            cell.assign(products.word(m), product);
          });
          return products;
        });
  }

  // In each column of the tile the products of its value of B, by lanes of A.
  Value add_scatter(const Lines& columns, const InTurn& products) {
    const Value scattered =
        body_.net("scattered", tile_ * (p_ * product_width_),
                  "For each column the products of its value of B, by lanes of A");
    body_.loop("j", tile_, "gen_scatter", "", [&](ir::Scope& column, const Expr& j) {
      Value of_column = ir::constant(1, 0);
      if (columns.lane)
        of_column = column.net_of("lane", log2(shape_.q), (*columns.lane)(j), "Of the column");
      column.loop("l", p_, "gen_product", "", [&](ir::Scope& lane, const Expr& l) {
        lane.assign(scattered.element(j * p_ + l, product_width_),
                    columns.lane ? products(l).word(of_column) : products(l).word(Expr(0)));
      });
    });
    return scattered;
  }

  Value add_column_hits(const Lines& columns) {
    const Value hits = body_.net("column_hits", tile_, "Columns that get a product");
    body_.loop("j", tile_, "gen_column_hit", "", [&](ir::Scope& column, const Expr& j) {
      column.assign(hits.bit(j), columns.hit(j));
    });
    return hits;
  }

  void add_tile(const Value& complete) {
    hand_over_ = body_.net("hand_over", 1, "The complete tile is handed over");
    leaves_ = body_.net("leaves", 1, "A row leaves");
    const Expr row_width = Expr::index_width(tile_);
    const Value valid = module_.output("valid_o", 1, "A row of a complete tile waits");
    const Value ready = module_.input("ready_i", 1, "It leaves");
    body_.instance(catalog::outer::tile, "u_tile")
        .set("Rows", tile_)
        .connect("complete_i", complete)
        .connect("enable_o", may_add_)
        .connect("hand_over_o", hand_over_)
        .connect("valid_o", valid)
        .connect("ready_i", ready)
        .connect("row_o", module_.output("row_o", row_width, "Its number"))
        .connect("last_o", module_.output("last_o", 1, "It is the last one of its tile"));
    body_.assign(leaves_, valid & ready);
  }

  // A module a row: accumulators, and the row of the tile that leaves.
  void add_accumulators(const Lines& rows, const Value& scattered, const Value& column_hits) {
    const Value data = module_.output("data_o", tile_ * acc_width_, "The row, column 0 lowest");
    const Value moves = body_.net("moves", 1, "Rows of the tile that leaves are replaced");
    body_.assign(moves, hand_over_ | leaves_);
    const InTurn held = body_.loop(
        "i", tile_, "gen_tile", "Rows of accumulators, and of the tile that leaves",
        [&](ir::Scope& body, const Expr& i) {
          const Value left = body.net("held", tile_ * acc_width_, "Row of the tile that leaves");
          const Value above = body.net("above", tile_ * acc_width_, "The row before it");
          body.first_turn(
              i,
              [&](ir::Scope& first) {
                first.assign(above, ir::replicate(tile_ * acc_width_, ir::constant(1, 0)));
              },
              [&](ir::Scope& next) { next.assign(above, left.in_turn("gen_tile", i - 1)); });
          ir::Instance& row = body.instance(row_, "u_row");
          row.set("AccWidth", acc_width_)
              .set("ProductWidth", product_width_)
              .connect("add_i", adds_)
              .connect("hand_over_i", hand_over_)
              .connect("move_i", moves)
              .connect("hit_i", rows.hit(i))
              .connect("columns_i", column_hits)
              .connect("products_i", scattered)
              .connect("above_i", above)
              .connect("held_o", left);
          if (rows.lane) row.connect("lane_i", (*rows.lane)(i));
          return left;
        });
    body_.assign(data, held(tile_ - 1));
  }

  ir::Module& module_;
  ir::Scope& body_;
  const ir::Module& row_;
  const UnitShape& shape_;
  const spec::Spec& spec_;
  Expr a_width_, b_width_, acc_width_, p_, q_, tile_, product_width_;
  Side a_, b_;
  Value unset_ = ir::constant(1, 0);
  Value choose_ = unset_, multiply_ = unset_, adds_ = unset_, may_add_ = unset_;
  Value head_valid_ = unset_, ready_ = unset_;
  Value head_a_bitmap_ = unset_, head_a_values_ = unset_, head_b_bitmap_ = unset_;
  Value head_b_values_ = unset_, head_last_ = unset_, a_number_ = unset_, b_number_ = unset_;
  Value hand_over_ = unset_, leaves_ = unset_;
};

}  // namespace

UnitShape::UnitShape(const spec::Spec& spec) {
  const auto number = [&](const char* key) { return static_cast<int>(spec.number(key)); };
  p = number("p");
  q = number("q");
  tile = number("tile");
  a_slots = number("a_slots");
  b_slots = number("b_slots");
  queue = number("queue");
}

const ir::Module& add_unit(ir::Design& design, const std::string& name, const UnitShape& shape,
                           const spec::Spec& spec) {
  // A pointer, for g++ 14 takes a reference for one to the name, which is a temporary.
  const ir::Module* row = &add_row(design, name + "_row", shape, spec);
  ir::Module& module = design.add(
      name,
      fmt::format("A unit: takes steps of k, a column of A and a row of B as bitmaps and "
                  "condensed values, multiplies {} values by {} a step, and adds the products "
                  "to a tile of {} × {} accumulators. A complete tile leaves row by row while "
                  "the next one is added up.",
                  shape.p, shape.q, shape.tile, shape.tile));
  Unit(module, *row, shape, spec).add();
  return module;
}

}  // namespace denim::generators::outer
