// The top of `nm_array`: rows of weights, PEs between lines of activations and partial sums,
// accumulators below.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "gen/blocks/accumulators.hpp"
#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"
#include "gen/catalog/nm_array.hpp"
#include "gen/engines/engine.hpp"
#include "gen/engines/frame.hpp"
#include "gen/engines/nm_array_pe.hpp"

namespace denim::generators {

namespace {

using ir::Expr;
using ir::Value;
using nm_array::PeShape;

std::string comment(const spec::Spec& spec, const PeShape& shape) {
  return fmt::format(
      "Array of {} × {} PEs with {} multiplier{} each. Beats of stream a bring a tile of A, a row "
      "of "
      "PEs each. Beats of stream b, the waves, bring what the PEs need of a column of B: "
      "activations "
      "{}. The sums of a PE column go to the wave's accumulator. Accumulators leave as beats of "
      "stream c when their last tile has been used.",
      spec.integer("pe_rows"), spec.integer("pe_cols"), shape.multipliers,
      shape.multipliers == 1 ? "" : "s",
      shape.systolic ? "move from PE to PE to the right, sums move down"
                     : "reach all PEs of their row at once, a tree sums up each column");
}

class Array {
 public:
  Array(Frame& frame, const PeShape& shape, const ir::Module& pe)
      : frame_(frame), shape_(shape), pe_(pe), body_(frame.body()) {
    declare_keys();
    frame.add_ports();
    enable_ = body_.net("enable", 1, "The waves move");
    accept_ = body_.net("accept", 1, "A wave enters");
    add_tile();
    add_entries();
    add_pattern();
    add_rows();
    add_columns();
    add_results();
    frame.add_errors();
  }

 private:
  void declare_keys() {
    ir::Module& module = frame_.module();
    frame_.parameter("a_width", "AWidth", "Width of a weight, bits");
    frame_.parameter("b_width", "BWidth", "Width of an activation, bits");
    frame_.parameter("acc_width", "AccWidth",
                     "Width of an accumulator and a result, bits, at least SumWidth");
    frame_.parameter("rows", "Rows", "Accumulators of a PE column");
    frame_.parameter("pe_cols", "PeCols", "PEs of a row");
    frame_.localparam("pe_rows", "PeRows", "PEs of a column");
    frame_.localparam("n", "N", "Multipliers of a PE");
    frame_.localparam("m", "M", "Activations of a block");
    const Expr blocks = module.localparam("Blocks", shape_.blocks(), "Blocks that a PE row sees");
    frame_.define("window", blocks * frame_.symbol("m"));
    frame_.define("activations", frame_.symbol("pe_rows") * frame_.symbol("window"));
    frame_.define("weights", frame_.symbol("pe_cols") * frame_.symbol("n"));
    frame_.define("positions", shape_.selects() ? frame_.symbol("weights") : Expr(0));
    frame_.define("pattern_fields", shape_.many_patterns() ? 1 : 0);
    frame_.define("pattern_count",
                  shape_.many_patterns()
                      ? module.localparam("Patterns", patterns(), "Patterns that a tile may have")
                      : Expr(1));
    const int products = shape_.multipliers * frame_.number("pe_rows");
    const Expr growth =
        products == 1 ? Expr(0) : Expr::index_width(frame_.symbol("n") * frame_.symbol("pe_rows"));
    sum_width_ =
        module.localparam("SumWidth", frame_.symbol("a_width") + frame_.symbol("b_width") + growth,
                          "Width of a product and of a sum over a column, bits");
  }

  int patterns() const { return static_cast<int>(shape_.block_values.size()); }
  int select() const { return frame_.cycles("select"); }
  // Cycles that a wave takes to the PE in this row and column, from the one in the corner.
  Expr way_to(const Expr& r, const Expr& c) const { return shape_.systolic ? r + c : Expr(0); }
  Expr whole_way() const {
    return way_to(frame_.symbol("pe_rows") - 1, frame_.symbol("pe_cols") - 1);
  }
  Expr row_values_width() const { return frame_.symbol("weights") * frame_.symbol("a_width"); }
  Expr row_indices_width() const { return frame_.symbol("weights") * frame_.width("a", "index"); }
  Expr line_width() const { return frame_.symbol("window") * frame_.symbol("b_width"); }

  void add_tile() {
    const Expr& rows = frame_.symbol("pe_rows");
    load_row_ = body_.net("load_row", rows, "Rows of PEs whose weights are loaded");
    first_ = body_.net("wave_first", 1, "The wave's sums are the first of their accumulators");
    last_ = body_.net("wave_last", 1, "The wave's sums are the last of their accumulators");
    const Value busy = body_.net("busy", rows, "Rows that wait for a wave to leave them");
    const Value start = body_.net(
        "start", 1,
        shape_.overlap ? "The wave takes the weights along" : "The wave is the last of its tile");
    ir::Instance& tile = body_.instance(catalog::nm_array::tile, "u_tile");
    tile.set("Rows", rows)
        .set("Patterns", frame_.symbol("pattern_count"))
        .set("Overlap", shape_.overlap ? 1 : 0)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("busy_i", busy)
        .connect("a_valid_i", frame_.stream("a").valid)
        .connect("a_ready_o", frame_.stream("a").ready)
        .connect("a_row_i", frame_.field("a", "row"))
        .connect("a_pattern_i",
                 shape_.many_patterns() ? frame_.field("a", "pattern") : ir::constant(1, 0))
        .connect("a_first_i", frame_.field("a", "first"))
        .connect("a_last_i", frame_.field("a", "last"))
        .connect("a_whole_i", frame_.field("a", "whole"))
        .connect("b_valid_i", frame_.stream("b").valid)
        .connect("b_ready_o", frame_.stream("b").ready)
        .connect("b_release_i", frame_.field("b", "release"))
        .connect("load_row_o", *load_row_)
        .connect("accept_o", *accept_)
        .connect("start_o", start)
        .connect("first_o", *first_)
        .connect("last_o", *last_)
        .connect("row_error_o", frame_.error("a_row_range", 1))
        .connect("twice_error_o", frame_.error("a_row_twice", 1))
        .connect("pattern_error_o", frame_.error("a_pattern_range", 1));
    if (shape_.selects()) {
      load_ = body_.net("load", 1, "An a beat is taken");
      tile.connect("load_o", *load_);
    } else {
      tile.leave_open("load_o");
    }
    if (shape_.many_patterns()) {
      pattern_ = body_.net("pattern", frame_.width("a", "pattern"), "Pattern of the wave");
      tile.connect("pattern_o", *pattern_);
    } else {
      tile.leave_open("pattern_o");
    }
    add_busy(start, busy);
    add_token(start);
  }

  // Cycles that a wave takes to leave a row of PEs.
  Expr way_out_of(const Expr& r) const {
    return way_to(r, frame_.symbol("pe_cols") - 1) + select();
  }

  // With overlap a row waits until the wave has left it, without until it has left the array.
  void add_busy(const Value& start, const Value& busy) {
    const Expr last = way_out_of(frame_.symbol("pe_rows") - 1);
    const Expr first = shape_.overlap ? way_out_of(0) : last;
    const bool apart = !(first == last);
    const Value places =
        apart ? busy : body_.net("array_busy", 1, "The wave is yet to leave the array");
    body_.instance(catalog::nm_array::busy, "u_busy")
        .set("First", first)
        .set("Last", last)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("start_i", start)
        .connect("busy_o", places);
    if (!apart) body_.assign(busy, ir::replicate(frame_.symbol("pe_rows"), places));
  }

  // With overlap the pulse reaches the PEs; without it says that they can be cleared, a cycle after
  // the wave has left the array.
  void add_token(const Value& start) {
    const Expr last = whole_way() + select() + (shape_.overlap ? 0 : 1);
    const Expr first = shape_.overlap ? Expr(0) : last;
    pulse_ = body_.net("pulse", last - first + 1,
                       shape_.overlap ? "Where a tile's first wave is, by the cycles of its way"
                                      : "A tile's last wave left the array one cycle before");
    body_.instance(catalog::nm_array::token, "u_token")
        .set("First", first)
        .set("Last", last)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("start_i", start)
        .connect("pulse_o", *pulse_);
  }

  // The weights of an a beat, once their positions are known to be sound.
  void add_entries() {
    const Value error =
        frame_.error("a_index_range", shape_.selects() ? frame_.symbol("weights") : Expr(1));
    if (!shape_.selects()) {
      body_.assign(error, ir::constant(1, 0));
      values_ = frame_.field("a", "value");
      return;
    }
    const Expr& a_width = frame_.symbol("a_width");
    const Expr index_width = frame_.width("a", "index");
    values_ = body_.net("a_values", row_values_width(), "Weights of the a beat");
    indices_ = body_.net("a_indices", row_indices_width(), "Their positions");
    body_.loop("w", frame_.symbol("weights"), "gen_entry", "",
               [&](ir::Scope& entry, const Expr& w) {
                 entry.instance(catalog::nm_array::entry, "u_entry")
                     .set("Width", a_width)
                     .set("Block", frame_.symbol("m"))
                     .connect("valid_i", *load_)
                     .connect("value_i", frame_.field("a", "value", w))
                     .connect("index_i", frame_.field("a", "index", w))
                     .connect("value_o", values_->slice(w * a_width, a_width))
                     .connect("index_o", indices_->slice(w * index_width, index_width))
                     .connect("range_error_o", error.bit(w));
               });
  }

  // The pattern moves beside the wave.
  void add_pattern() {
    if (!shape_.many_patterns()) return;
    const Expr depth = whole_way() + 1;
    const Expr width = frame_.width("a", "pattern");
    pattern_taps_ = body_.net("pattern_taps", depth * width, "Patterns of the waves on their way");
    add_taps(body_, "u_pattern", depth, width, *pattern_, *pattern_taps_);
  }

  void add_rows() {
    if (shape_.systolic) {
      body_.loop(
          "r", frame_.symbol("pe_rows") + 1, "gen_passing",
          "Sums between rows: those of turn r enter row r", [&](ir::Scope& row, const Expr&) {
            row.loop(column, frame_.symbol("pe_cols"), "gen_column", "",
                     [&](ir::Scope& cell, const Expr&) { passing_ = cell.net("sum", sum_width_); });
          });
    }
    body_.loop("r", frame_.symbol("pe_rows"), "gen_row", "",
               [&](ir::Scope& row, const Expr& r) { add_row(row, r); });
  }

  void add_row(ir::Scope& row, const Expr& r) {
    const Value values =
        add_weights(row, r, "values", "Weights of the row", *values_, row_values_width());
    std::optional<Value> indices;
    if (shape_.selects()) {
      indices = add_weights(row, r, "indices", "Their positions in their blocks", *indices_,
                            row_indices_width());
    }
    const Value line = add_line(row, r);
    row.loop(column, frame_.symbol("pe_cols"), "gen_column", "",
             [&](ir::Scope& cell, const Expr& c) { add_pe(cell, r, c, values, indices, line); });
  }

  // Weights, or their positions, from when they are loaded until they have been used.
  Value add_weights(ir::Scope& row, const Expr& r, const std::string& name,
                    const std::string& meaning, const Value& from, const Expr& width) {
    const Value held = row.net(name, width, meaning);
    row.instance(catalog::nm_array::weights, "u_" + name)
        .set("Width", width)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("load_i", load_row_->bit(r))
        .connect("clear_i", pulse_->bit(shape_.overlap ? way_out_of(r) : Expr(0)))
        .connect("data_i", from)
        .connect("data_o", held);
    return held;
  }

  // The activations of a row on their way past its columns; row r begins r cycles later.
  Value add_line(ir::Scope& row, const Expr& r) {
    const Expr& window = frame_.symbol("window");
    const Value entering = frame_.field("b", "data", r * window, window);
    if (!shape_.systolic) {
      return frame_.registered(row, "line", "u_line", entering, line_width(), *enable_);
    }
    const Value skewed = row.net("skewed", line_width(), "Activations, r cycles later");
    row.instance(catalog::common::delay_line, "u_skew")
        .set("Depth", r)
        .set("Taps", 1)
        .set("Width", line_width())
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("data_i", entering)
        .connect("taps_o", skewed);
    const Expr& columns = frame_.symbol("pe_cols");
    const Value line = row.net("line", columns * line_width(), "Activations, column 0 lowest");
    add_taps(row, "u_line", columns, line_width(), skewed, line);
    return line;
  }

  void add_pe(ir::Scope& cell, const Expr& r, const Expr& c, const Value& values,
              const std::optional<Value>& indices, const Value& line) {
    const Expr values_width = frame_.symbol("n") * frame_.symbol("a_width");
    const Expr place = way_to(r, c);
    ir::Instance& pe = cell.instance(pe_, "u_pe");
    pe.set("AWidth", frame_.symbol("a_width"))
        .set("BWidth", frame_.symbol("b_width"))
        .set("SumWidth", sum_width_)
        .connect("clk_i", frame_.clock())
        .connect("enable_i", *enable_)
        .connect("values_i", values.slice(c * values_width, values_width))
        .connect("activations_i",
                 shape_.systolic ? line.slice(c * line_width(), line_width()) : line);
    if (shape_.overlap) pe.connect("swap_values_i", pulse_->bit(place + select()));
    if (shape_.selects()) {
      const Expr width = frame_.symbol("n") * frame_.width("a", "index");
      pe.connect("indices_i", indices->slice(c * width, width));
      if (shape_.overlap) pe.connect("swap_indices_i", pulse_->bit(place));
    }
    if (shape_.many_patterns()) {
      const Expr width = frame_.width("a", "pattern");
      pe.connect("pattern_i", pattern_taps_->slice(place * width, width));
    }
    if (shape_.systolic) {
      pe.connect("sum_i", passing_->in_turn("gen_column", c).in_turn("gen_passing", r))
          .connect("sum_o", passing_->in_turn("gen_column", c).in_turn("gen_passing", r + 1));
    } else {
      passing_ = cell.net("sum", sum_width_);
      pe.connect("sum_o", *passing_);
    }
  }

  // What arrives below the columns, all in the same cycle.
  void add_columns() {
    const Expr& columns = frame_.symbol("pe_cols");
    body_.loop(column, columns, "gen_total", "Sum over the rows of each column",
               [&](ir::Scope& body, const Expr& c) {
                 total_ = shape_.systolic ? add_deskewed(body, c) : add_tree(body, c);
               });
  }

  Value add_deskewed(ir::Scope& body, const Expr& c) {
    const auto between = [&](const Expr& row) {
      return passing_->in_turn("gen_column", c).in_turn("gen_passing", row);
    };
    body.assign(between(0), ir::constant(sum_width_, 0));
    const Value total = body.net("total", sum_width_);
    body.instance(catalog::common::delay_line, "u_deskew")
        .set("Depth", frame_.symbol("pe_cols") - 1 - c)
        .set("Taps", 1)
        .set("Width", sum_width_)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("data_i", between(frame_.symbol("pe_rows")))
        .connect("taps_o", total);
    return total;
  }

  Value add_tree(ir::Scope& body, const Expr& c) {
    std::vector<Value> terms;
    for (int r = 0; r < frame_.number("pe_rows"); ++r) {
      terms.push_back(passing_->in_turn("gen_column", c).in_turn("gen_row", r));
    }
    const Value sum =
        blocks::add_tree(body, terms, sum_width_, {frame_.clock(), *enable_, tree_levels});
    if (terms.size() > 1) {
      return frame_.registered(body, "total", "u_total", sum, sum_width_, *enable_);
    }
    const Value total = body.net("total", sum_width_);
    body.assign(total, sum);
    return total;
  }

  void add_results() {
    const Expr& rows = frame_.symbol("rows");
    const Expr& columns = frame_.symbol("pe_cols");
    const spec::Spec& spec = frame_.spec();
    const Expr word = columns * frame_.symbol("acc_width");
    const int others =
        spec.engine().latency(spec) - frame_.cycles("accumulate") - frame_.cycles("skew");
    const Value emit = body_.net("emit", 1, "An accumulator leaves");
    ir::Instance& address = body_.instance(catalog::common::accumulator_address, "u_destination");
    address.set("Rows", rows)
        .set("Stages", whole_way() + others)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("accept_i", *accept_)
        .connect("used_i", ir::constant(1, 1))
        .connect("row_i", frame_.field("b", "row"))
        .connect("first_i", *first_)
        .connect("last_i", *last_)
        .connect("emit_o", emit)
        .connect("range_error_o", frame_.error("b_row_range", 1));
    const blocks::AccumulatorShape accumulators{
        rows,       frame_.width("b", "row"),   columns,
        sum_width_, frame_.symbol("acc_width"), frame_.number("read_latency")};
    const blocks::Accumulators added = blocks::add_accumulators(
        body_, accumulators, frame_.clock(), *enable_, address,
        [&](ir::Scope&, const Expr& c) { return total_->in_turn("gen_total", c); });
    const Value load = body_.net("result_load", 1, "A result leaves");
    body_.instance(catalog::common::output_stage, "u_result")
        .set("Banks", 1)
        .set("BankRows", rows)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("emit_i", emit)
        .connect("row_i", added.row)
        .connect("enable_o", *enable_)
        .connect("load_o", load)
        .leave_open("bank_o")
        .leave_open("many_error_o")
        .connect("c_valid_o", frame_.stream("c").valid)
        .connect("c_ready_i", frame_.stream("c").ready)
        .connect("c_row_o", frame_.field("c", "row"));
    body_.instance(catalog::common::register_, "u_results")
        .set("Width", word)
        .connect("clk_i", frame_.clock())
        .connect("enable_i", load)
        .connect("data_i", added.next)
        .connect("data_o", frame_.field("c", "data"));
  }

  void add_taps(ir::Scope& scope, const std::string& name, const Expr& depth, const Expr& width,
                const Value& from, const Value& to) {
    scope.instance(catalog::common::delay_line, name)
        .set("Depth", depth)
        .set("Taps", depth)
        .set("Width", width)
        .connect("clk_i", frame_.clock())
        .connect("rst_ni", frame_.reset_n())
        .connect("enable_i", *enable_)
        .connect("data_i", from)
        .connect("taps_o", to);
  }

  static constexpr const char* column = "c";  // index of the loops over columns
  static constexpr int tree_levels = 2;       // of adders between registers

  Frame& frame_;
  const PeShape& shape_;
  const ir::Module& pe_;
  ir::Scope& body_;
  Expr sum_width_;
  std::optional<Value> enable_, accept_, load_, load_row_, first_, last_, pattern_, pulse_;
  std::optional<Value> values_, indices_;  // of the a beat
  std::optional<Value> pattern_taps_;
  std::optional<Value> passing_;  // inside gen_column in gen_sum, or in gen_row
  std::optional<Value> total_;    // inside gen_total
};

void generate(const spec::Spec& spec, ir::Design& design) {
  const PeShape shape(spec);
  // A pointer, for g++ 14 takes a reference for one to the name, which is a temporary.
  const ir::Module* pe = &nm_array::add_pe(design, spec.name() + "_pe", shape, spec);
  Frame frame(spec, design.add(spec.name(), comment(spec, shape)));
  Array(frame, shape, *pe);
}

const Registration registration{"nm_array", generate};

}  // namespace

}  // namespace denim::generators
