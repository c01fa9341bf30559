// The top of `tasd_unit`: the chain of units, and its results as two streams.
#include "gen/blocks/tasd.hpp"
#include "gen/catalog/common.hpp"
#include "gen/engines/frame.hpp"
#include "gen/engines/tasd.hpp"
#include "gen/engines/tasd_unit/engine.hpp"

namespace denim::generators {

namespace {

using ir::Value;

void generate(const spec::Spec& spec, ir::Design& design) {
  blocks::TasdShape shape = tasd_shape(spec.patterns("terms"), spec.word("form") == "serial");
  shape.elements = static_cast<int>(spec.integer("m"));
  shape.levels = static_cast<int>(spec.integer("levels"));
  shape.width = static_cast<int>(spec.integer("a_width"));
  const ir::Module* chain = &blocks::add_tasd(design, spec.top_name() + "_chain", shape);
  Frame frame(spec, design.add(spec.top_name(),
                               "TASD unit. A beat of stream a is taken apart into the terms of a "
                               "series, which leave as a beat of stream t, and the residual, which "
                               "leaves as a beat of stream r."));
  frame.parameter("a_width", "AWidth", "Width of a value, bits");
  frame.localparam("m", "M", "Values of a beat");
  frame.define("pairs", spec.number("pairs"));
  frame.define("largest_m", spec.number("largest_m"));
  frame.add_ports();
  ir::Scope& body = frame.body();
  const Value valid = body.net("valid", 1, "A beat is taken apart");
  const Value ready = body.net("ready", 1, "Both streams have taken it");
  body.instance(*chain, "u_chain")
      .set("Width", frame.symbol("a_width"))
      .connect("valid_i", frame.stream("a").valid)
      .connect("ready_o", frame.stream("a").ready)
      .connect("data_i", frame.field("a", "data"))
      .connect("valid_o", valid)
      .connect("ready_i", ready)
      .connect("value_o", frame.field("t", "value"))
      .connect("index_o", frame.field("t", "index"))
      .connect("data_o", frame.field("r", "data"));
  body.instance(catalog::common::fork, "u_fork")
      .connect("valid_i", valid)
      .connect("ready_o", ready)
      .connect("first_valid_o", frame.stream("t").valid)
      .connect("first_ready_i", frame.stream("t").ready)
      .connect("second_valid_o", frame.stream("r").valid)
      .connect("second_ready_i", frame.stream("r").ready);
  frame.add_errors();
}

}  // namespace

}  // namespace denim::generators

void denim::tasd_unit::generate(const spec::Spec& spec, ir::Design& design) {
  generators::generate(spec, design);
}
