// The top of `demm`, the decoupled engine: its control, and the c stream.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "gen/catalog/common.hpp"
#include "gen/engines/demm/engine.hpp"
#include "gen/engines/demm/leaves.hpp"
#include "gen/engines/demm/segments.hpp"
#include "gen/engines/tail.hpp"
#include "gen/spec/tail.hpp"

namespace denim::generators {

namespace {

using demm::Control;
using ir::Expr;
using ir::Value;

std::string comment(const spec::Spec& spec) {
  const std::string head =
      fmt::format("Decoupled engine {}:{}. ", spec.integer("n"), spec.integer("m"));
  const std::string tail = " which leave as a beat of stream c when their last segment is in.";
  if (spec.integer("segments") == 1) {
    return head +
           "A beat of stream a brings non-zeros of one row of A; each lane multiplies one of them "
           "with the row of the tile of B that it meets, in all columns at once; their sum is "
           "added to the accumulators of that row," +
           tail;
  }
  return head +
         fmt::format(
             "A beat of stream a brings non-zeros of up to {} rows of A, a segment each; each lane "
             "multiplies one of them with the row of the tile of B that it meets, in all columns "
             "at once; the sum of a segment is added to the accumulators of its row,",
             spec.integer("segments")) +
         tail;
}

void declare_keys(Frame& frame) {
  ir::Module& module = frame.module();
  // Products are packed as they were generated.
  const bool packs = demm::packs_products(frame);
  const auto width = packs ? &Frame::localparam : &Frame::parameter;
  (frame.*width)("a_width", "AWidth", "Width of a value of A, bits");
  (frame.*width)("b_width", "BWidth", "Width of a value of B, bits");
  frame.parameter("acc_width", "AccWidth",
                  "Width of an accumulator and a result, bits, at least SumWidth");
  // Blocks of a row that a tail takes apart lie where they were generated.
  if (packs || spec::tail_takes_apart(frame.spec())) {
    frame.localparam("columns", "Columns", "Columns of a tile");
  } else {
    frame.parameter("columns", "Columns", "Columns of a tile");
  }
  if (packs) {
    frame.define("columns/2", module.localparam("ColumnPairs", frame.number("columns") / 2,
                                                "Pairs of columns whose products are one"));
  }
  const Expr bank_rows =
      module.parameter("BankRows", frame.number("rows") / frame.number("segments"),
                       "Accumulators of a column in each bank");
  frame.localparam("n", "N", "Lanes: non-zeros of A in a beat");
  frame.localparam("m", "M", "Rows of a tile");
  frame.localparam("segments", "Segments", "Rows of A in a beat, each with a bank of accumulators");
  frame.define("rows/segments", bank_rows);
  frame.define("rows",
               frame.number("segments") == 1 ? bank_rows : frame.symbol("segments") * bank_rows);
  for (const char* limit : {"least_rows", "most_multipliers"})
    frame.define(limit, frame.spec().number(limit));
  frame.define("multipliers", frame.symbol("n") * frame.symbol("columns"));
  const Expr growth = frame.number("n") == 1 ? Expr(0) : Expr::index_width(frame.symbol("n"));
  frame.define(
      "sum_width",
      module.localparam("SumWidth", frame.symbol("a_width") + frame.symbol("b_width") + growth,
                        "Width of a product and of a sum of N products, bits"));
  if (frame.number("segments") > 1) {
    frame.define("bank_width",
                 module.localparam("BankWidth", Expr::index_width(frame.symbol("segments")),
                                   "Bits that name a bank of accumulators"));
  }
  declare_tail(frame);
}

Control add_tile(Frame& frame, int copies_number) {
  ir::Scope& body = frame.body();
  const Expr copies = copies_number == 1 ? Expr(1) : Expr::name("Copies");
  const Expr words = copies * frame.symbol("m");
  Control control{.enable = body.net("enable", 1, "The pipeline moves"),
                  .offer = body.net("offer", 1, "An a beat is taken if the pipeline moves"),
                  .b_write = body.net("b_write", 1, "A row of the tile is written"),
                  .present = body.net("present", frame.symbol("n"),
                                      "The tile has brought the row that a lane asks for"),
                  .words = words,
                  .a_copy = {},
                  .b_copy = {}};
  const Value release = body.net("release_tile", 1, "The beat is the last that uses the tile");
  ir::Instance& tile = body.instance(catalog::demm::tile, "u_tile");
  tile.set("Depth", frame.symbol("m"))
      .set("Copies", copies)
      .set("ReadLatency", frame.number("read_latency"))
      .connect("enable_i", control.enable)
      .connect("b_valid_i", frame.stream("b").valid)
      .connect("b_ready_o", frame.stream("b").ready)
      .connect("b_row_i", frame.field("b", "row"))
      .connect("b_last_i", frame.field("b", "last"))
      .connect("a_valid_i", frame.stream("a").valid)
      .connect("a_ready_o", frame.stream("a").ready)
      .connect("a_release_i", frame.field("a", "release"))
      .connect("offer_o", control.offer)
      .connect("write_o", control.b_write)
      .connect("release_o", release);
  if (const auto error = frame.error("b_row_range", 1)) {
    tile.connect("range_error_o", *error);
  } else {
    tile.leave_open("range_error_o");
  }
  if (copies_number == 1) {
    tile.leave_open("a_copy_o").leave_open("b_copy_o");
  } else {
    control.a_copy = body.net("a_copy", 1, "Copy of the tile that is used");
    control.b_copy = body.net("b_copy", 1, "Copy of the tile that is loaded");
    tile.connect("a_copy_o", *control.a_copy).connect("b_copy_o", *control.b_copy);
  }
  const Value only = ir::constant(1, 0);
  body.instance(catalog::demm::rows, "u_present")
      .set("Lanes", frame.symbol("n"))
      .set("Depth", frame.symbol("m"))
      .set("Copies", copies)
      .connect("write_i", control.b_write)
      .connect("row_i", frame.field("b", "row"))
      .connect("b_copy_i", control.b_copy.value_or(only))
      .connect("a_copy_i", control.a_copy.value_or(only))
      .connect("release_i", release)
      .connect("index_i", frame.field("a", "index"))
      .connect("present_o", control.present);
  return control;
}

// The c stream: the word of whichever bank has a result.
void add_results(Frame& frame, const Control& control, const demm::Results& results,
                 const Results& to) {
  ir::Scope& body = frame.body();
  const Value load = body.net("result_load", 1, "A result leaves");
  ir::Instance& output = body.instance(catalog::common::output_stage, "u_output");
  output.set("Banks", frame.symbol("segments"))
      .set("BankRows", frame.symbol("rows/segments"))
      .connect("emit_i", results.emit)
      .connect("row_i", results.row)
      .connect("enable_o", control.enable)
      .connect("load_o", load)
      .connect("c_valid_o", to.valid())
      .connect("c_ready_i", to.ready())
      .connect("c_row_o", to.row());
  if (!demm::packed(frame)) {
    output.leave_open("bank_o").leave_open("many_error_o");
    body.set_register(to.data(), results.next.front(), load);
    if (results.end_error) frame.raise("a_segment", ir::any(*results.end_error));
    return;
  }
  const Value bank = body.net("result_bank", frame.symbol("bank_width"), "Bank of the result");
  const Value many = body.net("many_error", 1, "More than one bank has a result");
  output.connect("bank_o", bank).connect("many_error_o", many);
  body.set_register(to.data(), ir::select(bank, results.next), load);
  frame.raise("a_segment", many | ir::any(*results.end_error));
}

void generate(const spec::Spec& spec, ir::Design& design) {
  const ir::Module* tail = add_tail_module(spec, design);
  Frame frame(spec, design.add(spec.top_name(), comment(spec)));
  declare_keys(frame);
  const int copies = spec.flag("overlap") ? 2 : 1;
  if (copies > 1) frame.module().localparam("Copies", copies, "Copies of a tile");
  frame.add_ports();
  const Control control = add_tile(frame, copies);
  const demm::Products products = demm::add_lanes(frame, control);
  add_results(frame, control, demm::add_segments(frame, control, products), Results(frame, tail));
  frame.add_errors();
}

}  // namespace

}  // namespace denim::generators

void denim::demm::generate(const spec::Spec& spec, ir::Design& design) {
  generators::generate(spec, design);
}
