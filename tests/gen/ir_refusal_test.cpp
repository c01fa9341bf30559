// What ir::check() refuses by its names, parameters, widths and numbers, with the module and the
// signal named in the message.
#include "gen/ir/ir.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"

namespace denim::test {
namespace {

TEST_CASE("names that are no identifiers are refused", "[ir]") {
  Bench bench;
  bench.finish();
  SECTION("module") {
    bench.top.name = "demm-8:128";
    CHECK_REFUSED(check(bench.design), "module demm-8:128", "no identifier", "ir::identifier()");
  }
  SECTION("port") {
    bench.top.input("8x_i", 1, "Bad.");
    CHECK_REFUSED(check(bench.design), "module top: signal 8x_i", "no identifier");
  }
  SECTION("keyword") {
    bench.top.body.net("logic", 1);
    CHECK_REFUSED(check(bench.design), "module top: signal logic", "keyword");
  }
  SECTION("parameter") {
    bench.top.parameter("", 1, "Bad.");
    CHECK_REFUSED(check(bench.design), "module top: parameter", "no identifier");
  }
  SECTION("instance") {
    bench.add_register(bench.top.body, "u-x", bench.a, bench.y, 8);
    CHECK_REFUSED(check(bench.design), "module top", "u-x", "no identifier");
  }
  SECTION("loop") {
    bench.top.body.loop("i", 1, "gen x", "", [](Scope&, const Expr&) {});
    CHECK_REFUSED(check(bench.design), "module top", "gen x", "no identifier");
  }
}

TEST_CASE("names that are taken are refused", "[ir]") {
  Bench bench;
  bench.finish();
  SECTION("two ports") {
    bench.top.input("a_i", 1, "Again.");
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "twice");
  }
  SECTION("two parameters") {
    bench.top.parameter("Width", 1, "Again.");
    CHECK_REFUSED(check(bench.design), "module top: parameter Width", "twice");
  }
  SECTION("a net like a port") {
    bench.top.body.net("a_i", 1);
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "taken");
  }
  SECTION("two instances") {
    bench.finish();
    CHECK_REFUSED(check(bench.design), "module top: signal u_all", "taken");
  }
  SECTION("a net in a loop that hides one outside") {
    bench.top.body.net("sum", 1);
    bench.top.body.loop("i", 2, "gen_x", "",
                        [](Scope& scope, const Expr&) { scope.net("sum", 1); });
    CHECK_REFUSED(check(bench.design), "module top: signal sum", "taken", "hide");
  }
  SECTION("an index that hides that of the loop around it") {
    bench.top.body.loop("i", 2, "gen_x", "", [](Scope& scope, const Expr&) {
      scope.loop("i", 2, "gen_y", "", [](Scope&, const Expr&) {});
    });
    CHECK_REFUSED(check(bench.design), "module top: signal i", "taken");
  }
  SECTION("two loops") {
    for (int i = 0; i < 2; ++i)
      bench.top.body.loop("i", 2, "gen_x", "", [](Scope&, const Expr&) {});
    CHECK_REFUSED(check(bench.design), "module top: signal gen_x", "taken");
  }
  SECTION("the net that the writer adds for an open output") {
    bench.top.body.net("unused_all_parity", 1);
    CHECK_REFUSED(check(bench.design), "module top: signal unused_all_parity", "taken");
  }
  SECTION("two modules") {
    Module& again = bench.design.add("top", "Again.");
    again.body.assign(again.output("y_o", 1, "Out."), again.input("a_i", 1, "In."));
    CHECK_REFUSED(check(bench.design), "module top", "another module");
  }
  SECTION("a module and a leaf") {
    add_wire(bench.design, "test_register");
    CHECK_REFUSED(check(bench.design), "module test_register", "leaf");
  }
}

TEST_CASE("what does not exist is refused", "[ir]") {
  Bench bench;
  SECTION("a net") {
    bench.finish();
    bench.top.body.assign(Reference{"nowhere", {}}, bench.clk);
    CHECK_REFUSED(check(bench.design), "module top: signal nowhere", "in scope");
  }
  SECTION("a net of another scope") {
    bench.finish();
    bench.top.body.loop("i", 2, "gen_x", "", [&](Scope& scope, const Expr&) {
      scope.assign(scope.net("inside", 1), bench.clk);
    });
    bench.top.body.assign(bench.top.output("z_o", 1, "Out."), Reference{"inside", {}});
    CHECK_REFUSED(check(bench.design), "module top: signal inside", "in scope");
  }
  SECTION("an instance as a signal") {
    bench.finish();
    bench.top.body.assign(bench.top.output("z_o", 1, "Out."), Reference{"u_all", {}});
    CHECK_REFUSED(check(bench.design), "module top: signal u_all", "in scope");
  }
  SECTION("a parameter of the leaf") {
    bench.finish().set("Depth", 4);
    CHECK_REFUSED(check(bench.design), "module top: instance u_all", "Depth", "test_register");
  }
  SECTION("a port of the leaf") {
    bench.finish().connect("enable_i", constant(1, 1));
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.enable_i", "no such port");
  }
  SECTION("a name in a width") {
    bench.finish();
    bench.top.body.net("x", Expr::name("Depth") + 1);
    CHECK_REFUSED(check(bench.design), "module top: signal x", "\"Depth\"", "Depth + 1");
  }
  SECTION("a name in a slice") {
    bench.finish();
    bench.top.body.assign(bench.top.output("z_o", 1, "Out."), bench.a.bit(Expr::name("i")));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "\"i\"", "index");
  }
  SECTION("a name in a port's width, or one that comes later") {
    bench.finish();
    bench.top.parameters.front().value = Expr::name("Width");
    CHECK_REFUSED(check(bench.design), "module top: parameter Columns", "\"Width\"", "before");
  }
  SECTION("what an instance is of") {
    bench.finish().of = nullptr;
    CHECK_REFUSED(check(bench.design), "module top: instance u_all", "nothing");
  }
  SECTION("a module that comes later") {
    Module& wire = add_wire(bench.design, "wire_module");
    bench.finish();
    bench.top.body.instance(wire, "u_wire").connect("a_i", bench.clk).leave_open("y_o");
    CHECK_REFUSED(check(bench.design), "module top: instance u_wire", "wire_module", "first");
  }
}

TEST_CASE("parameters that cannot be set, or are set for nothing, are refused", "[ir]") {
  Bench bench;
  SECTION("a localparam") {
    Bench parent;
    Module& inner = parent.design.add("inner", "Has a localparam.");
    const Expr total = inner.localparam("Total", 4, "Bits.");
    inner.body.assign(inner.output("y_o", total, "Out."), inner.input("a_i", total, "In."));
    Module& outer = parent.design.add("outer", "Sets it.");
    outer.body.instance(inner, "u_inner").set("Total", 8);
    parent.finish();
    CHECK_REFUSED(check(parent.design), "module outer: instance u_inner", "Total", "localparam");
  }
  SECTION("twice") {
    bench.finish().set("Width", 8);
    CHECK_REFUSED(check(bench.design), "module top: instance u_all", "Width", "twice");
  }
  SECTION("an unused parameter") {
    bench.finish();
    bench.top.parameter("Depth", 8, "For nothing.");
    CHECK_REFUSED(check(bench.design), "module top: parameter Depth", "nothing uses it");
  }
  SECTION("an unused localparam") {
    bench.finish();
    bench.top.localparam("Depth", bench.width, "For nothing.");
    CHECK_REFUSED(check(bench.design), "module top: parameter Depth", "nothing uses it");
  }
}

TEST_CASE("widths that differ are refused", "[ir]") {
  Bench bench;
  SECTION("an assignment") {
    bench.finish();
    bench.top.body.assign(bench.top.output("z_o", bench.width + 1, "Out."),
                          bench.a.slice(0, bench.width));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "Width + 1", "given Width;");
  }
  SECTION("widths that are equal at the defaults alone") {
    bench.finish();
    bench.top.body.assign(bench.top.output("z_o", bench.width, "Out."),
                          bench.a.slice(0, 2 * bench.columns));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "2 * Columns", "every parameter");
  }
  SECTION("an input of an instance") {
    bench.add_register(bench.top.body, "u_all", bench.a.slice(0, bench.width), bench.y,
                       bench.columns * bench.width);
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.d_i", "Columns * Width bits",
                  "connected to Width");
  }
  SECTION("an output of an instance") {
    bench.add_register(bench.top.body, "u_all", bench.a, bench.y.slice(0, 1),
                       bench.columns * bench.width);
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.q_o", "connected to 1");
  }
  SECTION("the default width of a leaf") {
    bench.top.body.instance(register_leaf(), "u_all")
        .connect("clk_i", bench.clk)
        .connect("d_i", bench.a)
        .connect("q_o", bench.y)
        .leave_open("parity_o");
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.d_i", "the port has 8 bits");
  }
  SECTION("a concatenation and a replication") {
    bench.finish();
    const Value z = bench.top.output("z_o", 9, "Out.");
    bench.top.body.assign(z, concatenate({constant(2, 0), replicate(3, bench.a.slice(0, 2))}));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "given 8");
  }
  SECTION("a concatenation of nothing") {
    bench.finish();
    bench.top.body.assign(bench.top.output("z_o", 1, "Out."), concatenate({}));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "of nothing");
  }
}

TEST_CASE("numbers that make no sense at the defaults are refused", "[ir]") {
  Bench bench;
  bench.finish();
  const Value z = bench.top.output("z_o", bench.width, "Out.");
  SECTION("a slice above its signal") {
    bench.top.body.assign(z, bench.a.slice(bench.columns * bench.width - 1, bench.width));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "bits 38:31", "32 bits");
  }
  SECTION("a slice below its signal") {
    bench.top.body.assign(z, bench.a.slice(-1, bench.width));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "bits 6:-1");
  }
  SECTION("a slice of no bits") {
    bench.top.body.assign(z, concatenate({bench.a.slice(0, bench.columns - 4),
                                          bench.a.slice(0, bench.width - bench.columns + 4)}));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "a slice of 0 bits");
  }
  SECTION("a negative slice") {
    bench.top.body.assign(z, concatenate({bench.a.slice(0, bench.columns - 5),
                                          bench.a.slice(0, bench.width - bench.columns + 5)}));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "a slice of -1 bits");
  }
  SECTION("a net of no bits") {
    bench.top.body.net("nothing", bench.columns - 4);
    CHECK_REFUSED(check(bench.design), "module top: signal nothing", "0 bits wide");
  }
  SECTION("a port of no bits") {
    bench.top.input("nothing_i", 0, "Nothing.");
    CHECK_REFUSED(check(bench.design), "module top: signal nothing_i", "0 bits wide");
  }
  SECTION("a replication of none") {
    bench.top.body.assign(z, concatenate({replicate(bench.columns - 4, bench.clk),
                                          bench.a.slice(0, bench.width - bench.columns + 4)}));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "a replication of 0");
  }
  SECTION("a constant that does not fit") {
    bench.top.body.assign(z, concatenate({constant(3, 8), bench.a.slice(0, bench.width - 3)}));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "constant 8", "3 bits");
  }
  SECTION("a constant at an input that does not fit") {
    bench.add_register(bench.top.body, "u_z", constant(bench.width, 256), z, bench.width);
    CHECK_REFUSED(check(bench.design), "module top: signal u_z.d_i", "constant 256", "8 bits");
  }
  SECTION("a loop without a turn") {
    bench.top.body.loop("i", bench.columns - 4, "gen_none", "", [](Scope&, const Expr&) {});
    CHECK_REFUSED(check(bench.design), "module top: loop gen_none", "0 turns");
  }
}

}  // namespace
}  // namespace denim::test
