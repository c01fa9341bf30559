// The writer's text is accepted, silently, by Verilator -Wall, Icarus, Yosys and slang.
#include "gen/emit/sv_writer.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"
#include "tests/gen/sv_tools.hpp"

namespace denim::test {
namespace {

SvFolder folder_of(Design& design) {
  check(design);
  auto modules = test_leaves();
  for (const Module& module : design.modules())
    modules[module.name] = emit::write_module(module, "Written by a test.");
  return SvFolder(modules);
}

// One of everything that the writer can write, in forms that tools trip over.
Design make_odd_design() {
  Design design;
  Module& top = design.add("odd", "Odd forms.");
  const Expr n = top.parameter("N", 1, "A count that is one by default.");
  const Expr width = top.parameter("Width", 1, "A width that is one by default.");
  const Expr index = top.localparam("IndexWidth", Expr::index_width(n * width + 1), "An index.");
  const Value clk = top.input("clk_i", 1, "Clock.");
  const Value a = top.input("a_i", n * width, "Elements.");
  const Value flag = top.input("flag_i", 1, "One bit that a loop selects.");
  const Value wide = top.input("wide_i", 12, "Twelve bits.");

  const auto output = [&](const std::string& name, const Expr& bits, const Value& value) {
    top.body.assign(top.output(name, bits, "A value."), value);
  };
  output("zero_o", 1, constant(1, 0));
  output("four_o", 4, constant(4, 9));
  output("much_o", 70, constant(70, ~std::uint64_t{0}));
  output("width_o", width, constant(width, 1));
  output("product_o", n * width * 3, constant(n * width * 3, 5));
  output("index_o", Expr::index_width(n), constant(Expr::index_width(n), 1));
  output("large_o", width + 40, constant(width + 40, 0x8000000000));
  output("sum_o", width + 3, concatenate({constant(width, 0), constant(3, 4)}));
  output("again_o", (n + 1) * width, replicate(n + 1, a.slice(0, width)));
  output("pairs_o", 3 * (width + 1), replicate(3, concatenate({a.slice(0, width), clk})));
  output("range_o", 4, wide.slice(3, 4));
  output("nibbles_o", 9, concatenate({wide.bit(11), wide.slice(7, 4), wide.slice(0, 4)}));
  output("indexed_o", index, replicate(index, clk));

  const Value bits = top.output("bits_o", 1, "One bit that a loop drives.");
  top.body.loop("i", 1, "gen_flag", "A loop of one turn.",
                [&](Scope& scope, const Expr& i) { scope.assign(bits.bit(i), flag.bit(i)); });
  const Value y = top.output("y_o", n * width, "Elements, inverted bit by bit.");
  top.body.loop("i", n, "gen_element", "Elements.", [&](Scope& outer, const Expr& i) {
    const Value element = outer.net("element", width);
    outer.assign(element, a.slice(i * width, width));
    outer.loop("j", width, "gen_bit", "Bits.", [&](Scope& scope, const Expr& j) {
      scope.instance(invert_leaf(), "u_invert")
          .set("Width", 1)
          .connect("a_i", element.bit(j))
          .connect("y_o", y.bit(i * width + j));
      scope.instance(register_leaf(), "u_idle")
          .set("Width", width)
          .connect("clk_i", clk)
          .connect("d_i", constant(width, 0))
          .leave_open("q_o")
          .leave_open("parity_o");
    });
  });
  top.body.loop("i", 3, "gen_idle", "Does not use its index.", [&](Scope& scope, const Expr&) {
    scope.assign(scope.net("unused_clock", 1), clk);
  });
  return design;
}

void check_tools(const SvFolder& folder, const std::string& top, const Settings& settings = {}) {
  for (const Said& said : folder.each(top, settings)) CHECK(said.complaint() == "");
}

TEST_CASE("four tools accept a two-level design", "[sv_writer][lint]") {
  Design design = make_two_level_design();
  const SvFolder folder = folder_of(design);
  check_tools(folder, "test_lane");
  check_tools(folder, "test_row");
  check_tools(folder, "test_row", {{"Columns", 1}, {"AWidth", 3}});
  check_tools(folder, "test_row", {{"Columns", 5}, {"AWidth", 1}});
}

TEST_CASE("four tools accept odd forms, scalars that are vectors among them", "[sv_writer][lint]") {
  Design design = make_odd_design();
  const SvFolder folder = folder_of(design);
  check_tools(folder, "odd");
  check_tools(folder, "odd", {{"N", 3}, {"Width", 5}});
}

TEST_CASE("a tool that is missing, or that objects, is noticed", "[sv_writer][lint]") {
  auto modules = test_leaves();
  modules["bad"] =
      "module bad (\n  input logic a_i,\n  output logic y_o\n);\n  assign y_o = nowhere;\n"
      "endmodule\n";
  const SvFolder folder(modules);
  for (const Said& said : folder.each("bad")) CHECK(said.complaint() != "");
}

}  // namespace
}  // namespace denim::test
