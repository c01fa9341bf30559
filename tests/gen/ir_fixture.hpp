// Leaves and designs that the tests of gen/ir and of the writer share.
#pragma once

#include <string>

#include "gen/ir/ir.hpp"

namespace denim::test {

using namespace denim::ir;  // NOLINT(google-build-using-namespace): the tests are about nothing
                            // else

inline Leaf make_leaf(std::string name, std::vector<Port> ports,
                      std::vector<std::pair<std::string, std::string>> paths) {
  Leaf leaf;
  leaf.name = std::move(name);
  leaf.comment = "A leaf of the tests.";
  leaf.parameters = {{"Width", 8, false, "Width of the data."}};
  leaf.ports = std::move(ports);
  leaf.paths = std::move(paths);
  leaf.file = "rtl/tests/" + leaf.name + ".sv";
  return leaf;
}

// q_o is d_i one cycle later; parity_o is registered too.
inline const Leaf& register_leaf() {
  static const Leaf leaf = make_leaf("test_register",
                                     {{"clk_i", Direction::in, 1, "Clock."},
                                      {"d_i", Direction::in, Expr::name("Width"), "Data."},
                                      {"q_o", Direction::out, Expr::name("Width"), "The same."},
                                      {"parity_o", Direction::out, 1, "Its parity."}},
                                     {});
  return leaf;
}

// y_o is ~a_i, at once.
inline const Leaf& invert_leaf() {
  static const Leaf leaf = make_leaf("test_invert",
                                     {{"a_i", Direction::in, Expr::name("Width"), "Data."},
                                      {"y_o", Direction::out, Expr::name("Width"), "Inverted."}},
                                     {{"a_i", "y_o"}});
  return leaf;
}

// A module with a wide input, a wide output, and nothing inside yet.
struct Bench {
  Design design;
  Module& top = design.add("top", "A module under test.");
  Expr columns = top.parameter("Columns", 4, "Number of columns.");
  Expr width = top.parameter("Width", 8, "Width of an element.");
  Value clk = top.input("clk_i", 1, "Clock.");
  Value a = top.input("a_i", columns* width, "Operand.");
  Value y = top.output("y_o", columns* width, "Result.");

  // A register from a slice to a slice, in a loop or not.
  Instance& add_register(Scope& scope, const std::string& name, const Value& from, const Value& to,
                         const Expr& bits) {
    return scope.instance(register_leaf(), name)
        .set("Width", bits)
        .connect("clk_i", clk)
        .connect("d_i", from)
        .connect("q_o", to)
        .leave_open("parity_o");
  }
  Instance& add_inverter(Scope& scope, const std::string& name, const Value& from, const Value& to,
                         const Expr& bits) {
    return scope.instance(invert_leaf(), name)
        .set("Width", bits)
        .connect("a_i", from)
        .connect("y_o", to);
  }
  // The register that makes the bench sound.
  Instance& finish() { return add_register(top.body, "u_all", a, y, columns * width); }
};

// A submodule that forwards a bit.
inline Module& add_wire(Design& design, const std::string& name) {
  Module& wire = design.add(name, "A wire.");
  wire.body.assign(wire.output("y_o", 1, "Out."), wire.input("a_i", 1, "In."));
  return wire;
}

// Two levels: a row of lanes, each an emitted module of two leaves, behind valid/ready streams.
inline Design make_two_level_design() {
  Design design;

  Module& lane = design.add("test_lane", "Inverts an element and holds it for a cycle.");
  {
    const Expr width = lane.parameter("Width", 4, "Width of the element.");
    const Value clk = lane.input("clk_i", 1, "Clock.");
    const Value element = lane.input("element_i", width, "The element.");
    const Value result = lane.output("result_o", width, "The inverted element.");
    const Value inverted = lane.body.net("inverted", width, "Between the two leaves.");
    lane.body.instance(invert_leaf(), "u_invert", "The inverter.")
        .set("Width", width)
        .connect("a_i", element)
        .connect("y_o", inverted);
    lane.body.instance(register_leaf(), "u_register")
        .set("Width", width)
        .connect("clk_i", clk)
        .connect("d_i", inverted)
        .connect("q_o", result)
        .leave_open("parity_o");
  }

  Module& top = design.add(
      "test_row",
      "A row of lanes. Its comment is long enough to be broken into two lines, because no line of "
      "the text is wider than a hundred columns.\nA line break in a comment stays.");
  const Expr columns = top.parameter("Columns", 4, "Number of lanes.");
  const Expr width = top.parameter("AWidth", 8, "Width of an element.");
  const Expr index = top.localparam("IndexWidth", Expr::index_width(columns), "Width of an index.");
  const Value clk = top.input("clk_i", 1, "Clock.");
  const auto a = top.stream("a", Direction::in, columns * width + index + 1,
                            "{one index, flag, one element for each lane}.");
  const auto c = top.stream("c", Direction::out, columns * width + index + 3,
                            "{a constant, flag, index, one result for each lane}.");
  const Value results = top.body.net("results", columns * width, "What the lanes compute.");
  const Value head = top.body.net("head", index + 1);
  const Value ready = top.body.net("c_has_room", 1, "The result of the last cycle may leave.");

  top.body.assign(ready, c.ready);
  top.body.assign(a.ready, ready);
  top.body.assign(c.data,
                  concatenate({constant(2, 2), head.bit(0), head.slice(1, index), results}));
  top.body.instance(register_leaf(), "u_valid", "A beat leaves one cycle after it came.")
      .set("Width", 1)
      .connect("clk_i", clk)
      .connect("d_i", a.valid)
      .connect("q_o", c.valid)
      .leave_open("parity_o");
  top.body.instance(register_leaf(), "u_head")
      .set("Width", index + 1)
      .connect("clk_i", clk)
      .connect("d_i", a.data.slice(columns * width, index + 1))
      .connect("q_o", head)
      .leave_open("parity_o");
  top.body.loop("i", columns, "gen_lane", "One lane a column.", [&](Scope& scope, const Expr& i) {
    const Value element = scope.net("element", width);
    scope.assign(element, a.data.slice(i * width, width));
    scope.instance(lane, "u_lane")
        .set("Width", width)
        .connect("clk_i", clk)
        .connect("element_i", element)
        .connect("result_o", results.slice(i * width, width));
  });
  return design;
}

}  // namespace denim::test
