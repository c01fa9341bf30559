// Designs that check() accepts, what it finds out about them, and how fast it is.
#include <chrono>

#include "gen/ir/ir.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"

namespace denim::test {
namespace {

using Paths = std::vector<std::pair<std::string, std::string>>;

TEST_CASE("two levels with loops, streams and overridden parameters are sound", "[ir]") {
  Design design = make_two_level_design();
  CHECK_NOTHROW(check(design));
  REQUIRE(design.modules().size() == 2);
  CHECK(design.top().name == "test_row");
  CHECK(design.modules()[0].paths.empty());
  CHECK(design.top().paths == Paths{{"c_ready_i", "a_ready_o"}});
  CHECK_NOTHROW(check(design));  // a second time: nothing is left over from the first
}

TEST_CASE("the leaves of a design are named once, by name", "[ir]") {
  const Design design = make_two_level_design();
  const auto leaves = design.leaves();
  REQUIRE(leaves.size() == 2);
  CHECK(leaves[0] == &invert_leaf());
  CHECK(leaves[1] == &register_leaf());
}

TEST_CASE("a stream is three ports", "[ir]") {
  Design design;
  Module& module = design.add("streams", "Has two.");
  const auto a = module.stream("a", Direction::in, 8, "The operand.");
  const auto c = module.stream("c", Direction::out, 9, "The result.");
  CHECK(std::get<Reference>(a.valid.node()).name == "a_valid_i");
  CHECK(std::get<Reference>(c.data.node()).name == "c_data_o");
  REQUIRE(module.streams.size() == 2);
  REQUIRE(module.ports.size() == 6);
  CHECK(module.port("a_ready_o")->direction == Direction::out);
  CHECK(module.port("a_data_i")->width == Expr(8));
  CHECK(module.port("a_data_i")->comment == "The operand.");
  CHECK(module.port("c_ready_i")->direction == Direction::in);
  CHECK(module.port("c_ready_i")->width == Expr(1));
  CHECK(module.port("c_valid_i") == nullptr);
}

TEST_CASE("a slice is of a whole signal", "[ir]") {
  Bench bench;
  CHECK_REFUSED(bench.a.slice(0, 4).slice(0, 2), "a_i", "slice of a slice");
  CHECK_REFUSED(constant(4, 1).bit(0), "neither a net nor a port");
}

TEST_CASE("widths are compared in normal form, with localparams expanded", "[ir]") {
  Bench bench;
  const Expr total = bench.top.localparam("Total", bench.columns * bench.width, "All bits.");
  const Value net = bench.top.body.net("copy", total);
  bench.top.body.assign(net, bench.a);
  bench.add_register(bench.top.body, "u_all", net, bench.y, bench.width * bench.columns);
  CHECK_NOTHROW(check(bench.design));
}

TEST_CASE("defaults and localparams of a submodule count at its ports", "[ir]") {
  Design design;
  Module& inner = design.add("inner", "Has a width that follows from its parameters.");
  const Expr n = inner.parameter("N", 2, "Elements.");
  const Expr m = inner.parameter("M", 3, "Bits of an element.");
  const Expr total = inner.localparam("Total", n * m, "Bits.");
  inner.body.assign(inner.output("y_o", total, "Out."), inner.input("a_i", total, "In."));
  Module& outer = design.add("outer", "Sets N to an expression of its own N.");
  const Expr outer_n = outer.parameter("N", 5, "Not the N of the other module.");
  outer.body.instance(inner, "u_inner")
      .set("N", outer_n + 1)
      .connect("a_i", outer.input("a_i", outer_n * 3 + 3, "In."))
      .connect("y_o", outer.output("y_o", 3 * (outer_n + 1), "Out."));
  CHECK_NOTHROW(check(design));
  CHECK(design.modules()[0].paths == Paths{{"a_i", "y_o"}});
  CHECK(outer.paths == Paths{{"a_i", "y_o"}});
}

TEST_CASE("independent slices of a wide net are no combinational loop", "[ir]") {
  Bench bench;
  const Value chain = bench.top.body.net("chain", (bench.columns + 1) * bench.width);
  bench.top.body.assign(chain.slice(0, bench.width), bench.a.slice(0, bench.width));
  bench.top.body.loop("i", bench.columns, "gen_stage", "", [&](Scope& scope, const Expr& i) {
    bench.add_inverter(scope, "u_invert", chain.slice(i * bench.width, bench.width),
                       chain.slice((i + 1) * bench.width, bench.width), bench.width);
  });
  const Value copy = bench.top.body.net("copy", bench.columns * bench.width);
  bench.top.body.assign(copy, chain.slice(bench.width, bench.columns * bench.width));
  bench.top.body.assign(bench.top.output("last_o", bench.width, "The last."),
                        concatenate({copy.slice((bench.columns - 1) * bench.width, bench.width)}));
  const Value rest = bench.top.body.net("unused_rest", (bench.columns - 1) * bench.width);
  bench.top.body.assign(rest, bench.a.slice(bench.width, (bench.columns - 1) * bench.width));
  bench.add_register(bench.top.body, "u_all", copy, bench.y, bench.columns * bench.width);
  CHECK_NOTHROW(check(bench.design));
  CHECK(bench.top.paths == Paths{{"a_i", "last_o"}});
}

TEST_CASE("bits that cross over between two nets are no combinational loop", "[ir]") {
  Design design;
  Module& top = design.add("top", "y is a, through wires that cross.");
  const Value x = top.body.net("x", 2);
  const Value z = top.body.net("z", 2);
  const Value a = top.input("a_i", 1, "In.");
  top.body.assign(z, concatenate({x.bit(0), a}));
  top.body.assign(x, concatenate({z.bit(1), z.bit(0)}).node());
  top.body.assign(top.output("y_o", 1, "Out."), x.bit(1));
  CHECK_NOTHROW(check(design));
  CHECK(top.paths == Paths{{"a_i", "y_o"}});
}

TEST_CASE("nested loops may be triangular and may reuse names side by side", "[ir]") {
  Bench bench;
  for (const char* label : {"gen_first", "gen_second"}) {
    bench.top.body.loop("i", bench.columns, label, "", [&](Scope& outer, const Expr& i) {
      const Value part = outer.net("part", i + 1);
      outer.assign(part, bench.a.slice(0, i + 1));
      outer.loop("j", i + 1, "gen_bit", "", [&](Scope& inner, const Expr& j) {
        const Value bit = inner.net("unused_bit", 1);
        inner.assign(bit, part.bit(j));
      });
    });
  }
  bench.finish();
  CHECK_NOTHROW(check(bench.design));
}

TEST_CASE("any name becomes an identifier", "[ir]") {
  CHECK(identifier("demm-8:128") == "demm_8_128");
  CHECK(identifier("8x") == "_8x");
  CHECK(identifier("module") == "module_");
  CHECK(identifier("logic") == "logic_");
  CHECK(identifier("a$b c") == "a_b_c");
  CHECK(identifier("plain_Name9") == "plain_Name9");
  CHECK(identifier("\xc3\xa9") == "__");
  CHECK_REFUSED(identifier(""), "empty");
  for (const char* name : {"demm-8:128", "8x", "xor", "-", "$", " ", "\xff"})
    CHECK(is_identifier(identifier(name)));
  for (const char* name : {"", "8x", "wire", "a b", "a-b", "a$"}) CHECK_FALSE(is_identifier(name));
}

TEST_CASE("64 columns of 8 leaves on nets of many thousand bits are checked in no time", "[ir]") {
  Design design;
  Module& top = design.add("wide", "As many slices as an engine of 512 multipliers has.");
  const Expr columns = top.parameter("Columns", 64, "Columns.");
  const Expr ports = top.localparam("N", 8, "Read ports.");
  const Expr width = top.parameter("Width", 32, "Bits of an element.");
  const Value clk = top.input("clk_i", 1, "Clock.");
  const Value a = top.input("a_i", columns * ports * width, "In.");
  const Value y = top.output("y_o", columns * ports * width, "Out.");
  const Value middle = top.body.net("middle", columns * ports * width);
  top.body.loop("i", columns, "gen_column", "", [&](Scope& outer, const Expr& i) {
    outer.loop("j", ports, "gen_port", "", [&](Scope& scope, const Expr& j) {
      const Expr low = (i * ports + j) * width;
      const Value element = scope.net("element", width);
      scope.assign(element, concatenate({a.slice(low + 1, width - 1), a.bit(low)}));
      scope.instance(invert_leaf(), "u_invert")
          .set("Width", width)
          .connect("a_i", element)
          .connect("y_o", middle.slice(low, width));
      scope.instance(register_leaf(), "u_register")
          .set("Width", width)
          .connect("clk_i", clk)
          .connect("d_i", middle.slice(low, width))
          .connect("q_o", y.slice(low, width))
          .leave_open("parity_o");
    });
  });
  const auto begin = std::chrono::steady_clock::now();
  check(design);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  INFO("seconds: " << elapsed.count());
  CHECK(elapsed.count() < 1.0);  // 5 ms on the machine this was written on; room for sanitizers
}

}  // namespace
}  // namespace denim::test
