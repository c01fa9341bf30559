#include "gen/engines/tail.hpp"

#include "gen/blocks/tail.hpp"
#include "gen/engines/tasd.hpp"
#include "gen/spec/layout.hpp"
#include "gen/spec/tail.hpp"

namespace denim::generators {

using ir::Value;

namespace {

// What the engine's tables call the results and their fields.
struct Names {
  explicit Names(const spec::Spec& spec)
      : layout(spec::layout(spec, spec.engine().results().name)) {}

  const std::string& stream() const { return layout.stream; }
  const std::string& of(spec::Holds holds) const { return layout.holding(holds)->name; }

  spec::Layout layout;
};

}  // namespace

const ir::Module* add_tail_module(const spec::Spec& spec, ir::Design& design) {
  if (!spec::has_tail(spec)) return nullptr;
  const auto number = [&](const char* key) { return static_cast<int>(spec.integer(key)); };
  blocks::TailShape shape;
  shape.columns = number("columns");
  shape.acc_width = number("acc_width");
  shape.width = number("tail_width");
  shape.row_width = static_cast<int>(Names(spec).layout.holding(spec::Holds::control)->width);
  shape.scale_width = static_cast<int>(spec::tail_scale_width);
  shape.shift_width = static_cast<int>(spec::tail_shift_width);
  if (spec::tail_takes_apart(spec)) {
    shape.series = tasd_shape(spec.patterns("tail_terms"), spec.word("tail_form") == "serial");
    shape.series->levels = number("tail_levels");
  }
  return &blocks::add_tail(design, spec.top_name() + "_tail", shape);
}

void declare_tail(Frame& frame) {
  const bool tail = spec::has_tail(frame.spec());
  if (tail) frame.parameter("tail_width", "TailWidth", "Width of a requantised value, bits");
  frame.define("result_width", frame.symbol(tail ? "tail_width" : "acc_width"));
  frame.define("tail_pairs", frame.spec().number("tail_pairs"));
  frame.define("tail_largest_m", frame.spec().number("tail_largest_m"));
}

Results::Results(Frame& frame, const std::string& stream, const std::string& row,
                 const std::string& data)
    : valid_(frame.stream(stream).valid),
      ready_(frame.stream(stream).ready),
      row_(frame.field(stream, row)),
      data_(frame.field(stream, data)) {}

Results::Results(Frame& frame, const ir::Module* tail)
    : Results(frame, Names(frame.spec()).stream(), Names(frame.spec()).of(spec::Holds::control),
              Names(frame.spec()).of(spec::Holds::values)) {
  if (!tail) return;
  const Names names(frame.spec());
  const std::string& stream = names.stream();
  const ir::Expr& row_width = frame.width(stream, names.of(spec::Holds::control));
  ir::Scope& body = frame.body();
  ir::Instance& instance = body.instance(*tail, "u_tail");
  instance.set("AccWidth", frame.symbol("acc_width"))
      .set("Width", frame.symbol("tail_width"))
      .set("RowWidth", row_width)
      .connect("scale_i", frame.setting("scale"))
      .connect("shift_i", frame.setting("shift"))
      .connect("relu_i", frame.setting("relu"))
      .connect("valid_o", valid_)
      .connect("ready_i", ready_)
      .connect("row_o", row_)
      .connect("data_o", data_);
  if (spec::tail_takes_apart(frame.spec())) {
    instance.connect("value_o", frame.field(stream, names.of(spec::Holds::pair_values)))
        .connect("index_o", frame.field(stream, names.of(spec::Holds::pair_indices)));
  } else {
    instance.set("Columns", frame.symbol("columns"));
  }
  valid_ = body.net("result_valid", 1, "A result waits for the tail");
  ready_ = body.net("result_ready", 1, "The tail takes the result");
  row_ = body.net("result_row", row_width, "Accumulator of the result");
  data_ = body.net("result_data", frame.symbol("columns") * frame.symbol("acc_width"),
                   "The result, column 0 lowest");
  instance.connect("valid_i", valid_)
      .connect("ready_o", ready_)
      .connect("row_i", row_)
      .connect("data_i", data_);
}

}  // namespace denim::generators
