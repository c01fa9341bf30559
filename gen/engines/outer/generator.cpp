// The top of `outer`: units in rows and columns, the two streams that they share, and the turn in
// which their tiles leave.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "gen/engines/frame.hpp"
#include "gen/engines/outer/engine.hpp"
#include "gen/engines/outer/leaves.hpp"
#include "gen/engines/outer/unit.hpp"

namespace denim::generators {

namespace {

using ir::Expr;
using ir::Value;
using outer::UnitShape;

std::string comment(const spec::Spec& spec) {
  return fmt::format(
      "Outer products of sparse operands. A beat of stream a, a column of A, and a beat of stream "
      "b, the row of B that it meets, are taken together and shared by {} units in {} rows. Each "
      "adds up a tile of C of {} × {}. Rows of complete tiles leave as beats of stream c.",
      spec.integer("units"), spec.number("unit_rows"), spec.integer("tile"), spec.integer("tile"));
}

void declare(Frame& frame) {
  ir::Module& module = frame.module();
  frame.parameter("a_width", "AWidth", "Width of a value of A, bits");
  frame.parameter("b_width", "BWidth", "Width of a value of B, bits");
  frame.parameter("acc_width", "AccWidth",
                  "Width of an accumulator and a result, bits, at least AWidth + BWidth");
  frame.localparam("tile", "Tile", "Rows and columns of a unit's tile");
  const auto derived = [&](const char* key, const char* name, const char* meaning) {
    frame.define(key, module.localparam(name, frame.spec().number(key), meaning));
  };
  derived("unit_rows", "UnitRows", "Rows of units");
  derived("unit_cols", "UnitCols", "Columns of units");
  derived("a_slots", "AValues", "Values that a beat of a can bring for a unit");
  derived("b_slots", "BValues", "Values that a beat of b can bring for a unit");
  frame.define(
      "units",
      module.localparam("Units", frame.symbol("unit_rows") * frame.symbol("unit_cols"), "Units"));
  frame.define("a_rows", frame.symbol("unit_rows") * frame.symbol("tile"));
  frame.define("b_cols", frame.symbol("unit_cols") * frame.symbol("tile"));
  frame.define("a_count", frame.symbol("unit_rows") * frame.symbol("a_slots"));
  frame.define("b_count", frame.symbol("unit_cols") * frame.symbol("b_slots"));
  frame.define("c_rows", frame.symbol("units") * frame.symbol("tile"));
  frame.define("product_width", frame.symbol("a_width") + frame.symbol("b_width"));
}

// What the units have side by side: a bit or a word each.
struct Rows {
  Value room, valid, last, ready;
  Value data, number;  // arrays
};

// What each unit gets of a step of k: that of its row of units in A, of its column of units in B.
struct Step {
  Value a_bitmap, a_value, b_bitmap, b_data;  // a word a unit
};

Step add_operands(Frame& frame) {
  ir::Scope& body = frame.body();
  const Expr& units = frame.symbol("units");
  const Expr& tile = frame.symbol("tile");
  const Expr a_width = frame.symbol("a_slots") * frame.symbol("a_width");
  const Expr b_width = frame.symbol("b_slots") * frame.symbol("b_width");
  const Step step{body.net_array("unit_a_bitmap", tile, units, "Rows that have a value of A"),
                  body.net_array("unit_a_value", a_width, units, "Values of A, condensed"),
                  body.net_array("unit_b_bitmap", tile, units, "Columns that have a value of B"),
                  body.net_array("unit_b_data", b_width, units, "Values of B, condensed")};
  body.loop("r", frame.symbol("unit_rows"), "gen_unit_row",
            "A unit takes the rows of A of its row of units, and the columns of B of its column",
            [&](ir::Scope& line, const Expr& r) {
              line.loop("c", frame.symbol("unit_cols"), "gen_unit_column", "",
                        [&](ir::Scope& cell, const Expr& c) {
                          const Expr unit = r * frame.symbol("unit_cols") + c;
                          const auto take = [&](const Value& words, const char* stream,
                                                const char* field, const Expr& at,
                                                const Expr& width) {
                            cell.assign(words.word(unit),
                                        frame.field(stream, field).slice(at * width, width));
                          };
                          take(step.a_bitmap, "a", "bitmap", r, tile);
                          take(step.a_value, "a", "value", r, a_width);
                          take(step.b_bitmap, "b", "bitmap", c, tile);
                          take(step.b_data, "b", "data", c, b_width);
                        });
            });
  return step;
}

Rows add_units(Frame& frame, const ir::Module& unit, const Value& take) {
  ir::Scope& body = frame.body();
  const Expr& units = frame.symbol("units");
  const Expr& tile = frame.symbol("tile");
  const Expr& acc_width = frame.symbol("acc_width");
  const Expr row_width = Expr::index_width(tile);
  Rows rows{body.net("unit_room", units, "The unit has room for a step of k"),
            body.net("unit_valid", units, "The unit has a row to give"),
            body.net("unit_last", units, "The row is the last one of its tile"),
            body.net("unit_ready", units, "The row leaves, if there is one"),
            body.net_array("unit_data", tile * acc_width, units, "Row that the unit gives"),
            body.net_array("unit_row", row_width, units, "Number of that row")};
  const std::optional<Value> a_many = frame.error("a_too_many", units);
  const std::optional<Value> b_many = frame.error("b_too_many", units);
  const Value last = frame.field("a", "last");
  // A loop by itself, so that the loop over the units has nothing around it: waves leave out the
  // cells of a loop inside a loop.
  const Step step = add_operands(frame);
  body.loop("u", units, "gen_unit", "A tile of C, with a queue of steps of k",
            [&](ir::Scope& cell, const Expr& u) {
              const Value a_bitmap = step.a_bitmap.word(u);
              const Value b_bitmap = step.b_bitmap.word(u);
              const Value meets =
                  cell.net_of("meets", 1, (ir::any(a_bitmap) & ir::any(b_bitmap)) | last,
                              "The unit has something to do in this step of k");
              ir::Instance& instance = cell.instance(unit, "u_unit");
              instance.set("AWidth", frame.symbol("a_width"))
                  .set("BWidth", frame.symbol("b_width"))
                  .set("AccWidth", acc_width)
                  .connect("valid_i", take & meets)
                  .connect("ready_o", rows.room.bit(u))
                  .connect("a_bitmap_i", a_bitmap)
                  .connect("a_value_i", step.a_value.word(u))
                  .connect("b_bitmap_i", b_bitmap)
                  .connect("b_data_i", step.b_data.word(u))
                  .connect("last_i", last)
                  .connect("valid_o", rows.valid.bit(u))
                  .connect("ready_i", rows.ready.bit(u))
                  .connect("row_o", rows.number.word(u))
                  .connect("last_o", rows.last.bit(u))
                  .connect("data_o", rows.data.word(u));
              if (a_many) instance.connect("a_too_many_o", a_many->bit(u));
              if (b_many) instance.connect("b_too_many_o", b_many->bit(u));
            });
  return rows;
}

void add_results(Frame& frame, const Rows& rows) {
  ir::Scope& body = frame.body();
  const Expr& units = frame.symbol("units");
  const Expr& tile = frame.symbol("tile");
  const Expr& row_width = frame.width("c", "row");
  const Value unit = body.net("unit", Expr::index_width(units), "Unit whose turn it is");
  const Value load = body.net("result_load", 1, "A row leaves");
  body.instance(catalog::outer::turn, "u_turn")
      .set("Units", units)
      .connect("valid_i", rows.valid)
      .connect("last_i", rows.last)
      .connect("ready_o", rows.ready)
      .connect("unit_o", unit)
      .connect("load_o", load)
      .connect("c_valid_o", frame.stream("c").valid)
      .connect("c_ready_i", frame.stream("c").ready);
  body.set_register(frame.field("c", "data"), rows.data.word(unit), load);
  const Value number = ir::extend(rows.number.word(unit), row_width);
  body.set_register(frame.field("c", "row"),
                    frame.number("units") == 1
                        ? number
                        : ir::extend(unit, row_width) * ir::number(row_width, tile) + number,
                    load);
}

void generate(const spec::Spec& spec, ir::Design& design) {
  const UnitShape shape(spec);
  // A pointer, for g++ 14 takes a reference for one to the name, which is a temporary.
  const ir::Module* unit = &outer::add_unit(design, spec.top_name() + "_unit", shape, spec);
  Frame frame(spec, design.add(spec.top_name(), comment(spec)));
  declare(frame);
  frame.add_ports();
  ir::Scope& body = frame.body();
  const Value room = body.net("room", 1, "All units have room");
  const Value take = body.net("take", 1, "A beat of each stream is taken");
  const Rows rows = add_units(frame, *unit, take);
  body.assign(room, ~ir::any(~rows.room));
  body.assign(take, frame.stream("a").valid & frame.stream("b").valid & room);
  body.assign(frame.stream("a").ready, frame.stream("b").valid & room);
  body.assign(frame.stream("b").ready, frame.stream("a").valid & room);
  add_results(frame, rows);
  frame.add_errors();
}

}  // namespace

}  // namespace denim::generators

void denim::outer::generate(const spec::Spec& spec, ir::Design& design) {
  generators::generate(spec, design);
}
