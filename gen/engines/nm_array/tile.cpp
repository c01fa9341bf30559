// The tile of `nm_array`: its handshakes, which rows of PEs are busy, the pulse that travels beside
// its waves, and the weights of an a beat.
#include "gen/engines/nm_array/array.hpp"
#include "gen/engines/nm_array/leaves.hpp"

namespace denim::generators::nm_array {

namespace {

void connect_error(Frame& frame, ir::Instance& tile, const char* port, const char* name) {
  if (const std::optional<Value> raised = frame.error(name, 1)) {
    tile.connect(port, *raised);
  } else {
    tile.leave_open(port);
  }
}

// With overlap a row waits until the wave has left it, without until it has left the array.
void add_busy(const Array& array, const Value& start, const Value& busy) {
  ir::Scope& body = array.frame.body();
  const Expr last = array.whole_way + array.select();
  const Expr first = array.shape.overlap ? array.way_out_of(0) : last;
  const bool apart = !(first == last);
  const Value places =
      apart ? busy : body.net("array_busy", 1, "The wave is yet to leave the array");
  body.instance(catalog::nm_array::busy, "u_busy")
      .set("First", first)
      .set("Last", last)
      .connect("enable_i", array.enable)
      .connect("start_i", start)
      .connect("busy_o", places);
  if (!apart) body.assign(busy, ir::replicate(array.rows(), places));
}

// With overlap the pulse reaches the PEs; without it says that they can be cleared, a cycle after
// the wave has left the array.
Value add_pulse(const Array& array, const Value& start) {
  ir::Scope& body = array.frame.body();
  const bool overlap = array.shape.overlap;
  const Expr last = array.whole_way + (array.select() + (overlap ? 0 : 1));
  const Expr first = overlap ? Expr(0) : last;
  const Value pulse = body.net("pulse", last - first + 1,
                               overlap ? "Where a tile's first wave is, by cycles of its way"
                                       : "A tile's last wave left the array one cycle before");
  body.instance(catalog::nm_array::token, "u_token")
      .set("First", first)
      .set("Last", last)
      .connect("enable_i", array.enable)
      .connect("start_i", start)
      .connect("pulse_o", pulse);
  return pulse;
}

// A weight whose position is not in its block becomes zero.
void check_positions(const Array& array, const Value& load, const Value& error, Tile& tile) {
  Frame& frame = array.frame;
  const Expr& value_width = frame.symbol("a_width");
  const Expr& index_width = frame.width("a", "index");
  const auto m = static_cast<std::uint64_t>(array.shape.block);
  tile.values = frame.body().net("values", array.values_width(), "Weights of the a beat");
  tile.indices =
      frame.body().net("indices", array.indices_width(), "Positions of the weights, all below M");
  frame.body().loop("w", frame.symbol("weights"), "gen_entry",
                    "A weight whose position is not in its block becomes zero",
                    [&](ir::Scope& entry, const Expr& w) {
                      const Value value = frame.field("a", "value", w);
                      const Value index = frame.field("a", "index", w);
                      const Value in_block = entry.net_of(
                          "in_block", 1, ir::less(index, ir::constant(index_width, m)));
                      entry.assign(tile.values.element(w, value_width),
                                   ir::choose(in_block, value, ir::constant(value_width, 0)));
                      entry.assign(tile.indices->element(w, index_width),
                                   ir::choose(in_block, index, ir::constant(index_width, 0)));
                      entry.assign(error.bit(w), load & ~in_block);
                    });
}

}  // namespace

Tile add_tile(const Array& array) {
  Frame& frame = array.frame;
  ir::Scope& body = frame.body();
  const PeShape& shape = array.shape;
  const Value load_row = body.net("load_row", array.rows(), "Rows of PEs whose weights are loaded");
  const Value first =
      body.net("wave_first", 1, "The wave's sums are the first of their accumulators");
  const Value last = body.net("wave_last", 1, "The wave's sums are the last of their accumulators");
  const Value busy = body.net("busy", array.rows(), "Rows that wait for a wave to leave them");
  const Value start = body.net(
      "start", 1,
      shape.overlap ? "The wave takes the weights along" : "The wave is the last of its tile");
  std::optional<Value> pattern;
  ir::Instance& tile = body.instance(catalog::nm_array::tile, "u_tile");
  tile.set("Rows", array.rows())
      .set("Patterns", frame.symbol("pattern_count"))
      .set("Overlap", shape.overlap ? 1 : 0)
      .connect("enable_i", array.enable)
      .connect("busy_i", busy)
      .connect("a_valid_i", frame.stream("a").valid)
      .connect("a_ready_o", frame.stream("a").ready)
      .connect("a_row_i", frame.field("a", "row"))
      .connect("a_first_i", frame.field("a", "first"))
      .connect("a_last_i", frame.field("a", "last"))
      .connect("a_whole_i", frame.field("a", "whole"))
      .connect("b_valid_i", frame.stream("b").valid)
      .connect("b_ready_o", frame.stream("b").ready)
      .connect("b_release_i", frame.field("b", "release"))
      .connect("load_row_o", load_row)
      .connect("accept_o", array.accept)
      .connect("start_o", start)
      .connect("first_o", first)
      .connect("last_o", last);
  if (shape.many_patterns()) {
    pattern = body.net("pattern", frame.width("a", "pattern"), "Pattern of the wave");
    tile.connect("a_pattern_i", frame.field("a", "pattern")).connect("pattern_o", *pattern);
  } else {
    tile.connect("a_pattern_i", ir::constant(1, 0)).leave_open("pattern_o");
  }
  connect_error(frame, tile, "row_error_o", "a_row_range");
  connect_error(frame, tile, "twice_error_o", "a_row_twice");
  connect_error(frame, tile, "pattern_error_o", "a_pattern_range");

  add_busy(array, start, busy);
  Tile added{.load_row = load_row,
             .values = frame.field("a", "value"),
             .indices = {},
             .pulse = add_pulse(array, start),
             .pattern = pattern,
             .first = first,
             .last = last};
  if (shape.selects()) added.indices = frame.field("a", "index");
  if (const auto error = frame.error("a_index_range", frame.symbol("weights"))) {
    const Value load = body.net("load", 1, "An a beat is taken");
    tile.connect("load_o", load);
    check_positions(array, load, *error, added);
  } else {
    tile.leave_open("load_o");
  }
  return added;
}

}  // namespace denim::generators::nm_array
