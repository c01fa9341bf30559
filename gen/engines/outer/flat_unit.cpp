// A unit of `outer` in which every accumulator has an adder of its own.
#include <fmt/format.h>

#include <vector>

#include "gen/engines/outer/common_unit.hpp"
#include "gen/engines/outer/leaves.hpp"

namespace denim::generators::outer {

namespace {

using ir::Expr;
using ir::InTurn;
using ir::Value;

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

class FlatUnit : CommonUnit {
 public:
  // `row` is the module of a row.
  FlatUnit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
           const spec::Spec& spec)
      : CommonUnit(module, shape, spec), row_(row) {}

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
    add_tile(adds_ & last, may_add_);
    add_accumulators(rows, add_scatter(tile_, columns.lane, add_products(a_values, b_values)),
                     add_column_hits(columns));
  }

 private:
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
    if (const std::optional<Value> many = add_too_many(side, groups.positions)) {
      count = ir::choose(
          *many,
          ir::constant(groups.number_width, static_cast<std::uint64_t>(side.slots / side.lanes)),
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
    const Value room = add_pipeline();
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

  Value add_column_hits(const Lines& columns) {
    const Value hits = body_.net("column_hits", tile_, "Columns that get a product");
    body_.loop("j", tile_, "gen_column_hit", "", [&](ir::Scope& column, const Expr& j) {
      column.assign(hits.bit(j), columns.hit(j));
    });
    return hits;
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

  const ir::Module& row_;
  Value a_number_ = unset_, b_number_ = unset_;
};

}  // namespace

void add_flat_unit(ir::Module& module, const ir::Module& row, const UnitShape& shape,
                   const spec::Spec& spec) {
  FlatUnit(module, row, shape, spec).add();
}

}  // namespace denim::generators::outer
