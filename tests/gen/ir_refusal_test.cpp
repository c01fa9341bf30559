// Everything that ir::check() refuses, with the module and the signal named in the message.
#include "gen/ir/ir.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"

namespace denim::test {
namespace {

// A submodule of the benches that forwards a bit: from valid to ready, for instance.
Module& add_wire(Design& design, const std::string& name) {
  Module& wire = design.add(name, "A wire.");
  wire.body.assign(wire.output("y_o", 1, "Out."), wire.input("a_i", 1, "In."));
  return wire;
}

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

TEST_CASE("bits without a driver, or with two, are refused", "[ir]") {
  Bench bench;
  const Expr total = bench.columns * bench.width;
  SECTION("an output of the module") {
    CHECK_REFUSED(check(bench.design), "module top: signal y_o", "has no driver");
  }
  SECTION("some bits of it") {
    bench.add_register(bench.top.body, "u_low", bench.a.slice(0, 7), bench.y.slice(0, 7), 7);
    bench.add_register(bench.top.body, "u_high", bench.a.slice(9, total - 9),
                       bench.y.slice(9, total - 9), total - 9);
    CHECK_REFUSED(check(bench.design), "module top: signal y_o", "bits 8:7 have no driver");
  }
  SECTION("the last bit of it") {
    bench.add_register(bench.top.body, "u_low", bench.a.slice(0, total - 1),
                       bench.y.slice(0, total - 1), total - 1);
    CHECK_REFUSED(check(bench.design), "module top: signal y_o", "bit 31 has no driver");
  }
  SECTION("a net in a loop") {
    bench.finish();
    bench.top.body.loop("i", 2, "gen_x", "",
                        [](Scope& scope, const Expr&) { scope.net("sum", 1); });
    CHECK_REFUSED(check(bench.design), "module top: signal gen_x[0].sum", "has no driver");
  }
  SECTION("two drivers") {
    bench.finish();
    bench.top.body.assign(bench.y.slice(4, 2), bench.a.slice(0, 2));
    CHECK_REFUSED(check(bench.design), "module top: signal y_o", "bits 5:4 have two drivers",
                  "an output of u_all", "an assignment");
  }
  SECTION("two turns of a loop that overlap") {
    bench.top.body.loop("i", 4, "gen_x", "", [&](Scope& scope, const Expr& i) {
      scope.assign(bench.y.slice(i * 7, 8), bench.a.slice(i * 8, 8));
    });
    CHECK_REFUSED(check(bench.design), "module top: signal y_o", "bit 7 has two drivers");
  }
  SECTION("an input of the module") {
    bench.finish();
    bench.top.body.assign(bench.a, bench.a);
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "input port", "driven");
  }
  SECTION("an input of the module at an output of an instance") {
    bench.add_register(bench.top.body, "u_all", bench.a, bench.a, total);
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "input port", "driven");
  }
  SECTION("a target that is no reference") {
    bench.finish();
    bench.top.body.assign(concatenate({bench.y}), bench.a);
    CHECK_REFUSED(check(bench.design), "module top", "neither a net nor an output port");
  }
  SECTION("an output of an instance at no reference") {
    bench.add_register(bench.top.body, "u_all", bench.a, constant(total, 0), total);
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.q_o", "neither a net");
  }
}

TEST_CASE("ports of an instance that are open without a word are refused", "[ir]") {
  Bench bench;
  Instance& all = bench.finish();
  SECTION("an input that is forgotten") {
    std::erase_if(all.connections, [](const auto& one) { return one.first == "clk_i"; });
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.clk_i", "left open");
  }
  SECTION("an input that is left open on purpose") {
    std::erase_if(all.connections, [](const auto& one) { return one.first == "d_i"; });
    all.leave_open("d_i");
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.d_i", "left open");
  }
  SECTION("an output that is forgotten") {
    std::erase_if(all.connections, [](const auto& one) { return one.first == "parity_o"; });
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.parity_o", "leave_open()");
  }
  SECTION("a port that is connected twice") {
    all.connect("clk_i", bench.clk);
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.clk_i", "twice");
  }
}

TEST_CASE("bits that nothing reads are refused", "[ir]") {
  Bench bench;
  const Expr total = bench.columns * bench.width;
  SECTION("an input") {
    bench.finish();
    bench.top.input("enable_i", 1, "For nothing.");
    CHECK_REFUSED(check(bench.design), "module top: signal enable_i", "is never read", "remove");
  }
  SECTION("some bits of an input") {
    bench.finish();
    const Value more = bench.top.input("more_i", 8, "Half of it for nothing.");
    bench.top.body.assign(bench.top.output("z_o", 4, "Out."), more.slice(0, 4));
    CHECK_REFUSED(check(bench.design), "module top: signal more_i", "bits 7:4 are never read");
  }
  SECTION("a net") {
    bench.finish();
    bench.top.body.assign(bench.top.body.net("idle", 1), bench.clk);
    CHECK_REFUSED(check(bench.design), "module top: signal idle", "is never read", "unused_");
  }
  SECTION("one bit of a net that an instance drives") {
    const Value sum = bench.top.body.net("sum", total);
    bench.add_register(bench.top.body, "u_all", bench.a, sum, total);
    bench.top.body.assign(bench.y, concatenate({bench.clk, sum.slice(1, total - 1)}));
    CHECK_REFUSED(check(bench.design), "module top: signal sum", "bit 0 is never read");
  }
  SECTION("but not on a net that says so") {
    bench.finish();
    bench.top.body.assign(bench.top.body.net("unused_clock", 1), bench.clk);
    CHECK_NOTHROW(check(bench.design));
  }
}

TEST_CASE("combinational loops are refused", "[ir]") {
  Bench bench;
  bench.finish();
  SECTION("through leaves") {
    const Value x = bench.top.body.net("x", 8);
    const Value z = bench.top.body.net("z", 8);
    bench.add_inverter(bench.top.body, "u_one", x, z, 8);
    bench.add_inverter(bench.top.body, "u_two", z, x, 8);
    CHECK_REFUSED(check(bench.design), "module top: signal", "combinational loop", "u_one.y_o",
                  "u_two.y_o", "register");
  }
  SECTION("through one bit of a wide net") {
    const Value x = bench.top.body.net("x", 8);
    bench.add_inverter(bench.top.body, "u_one", x.slice(0, 4), x.slice(3, 4), 4);
    bench.top.body.assign(x.slice(0, 3), bench.a.slice(0, 3));
    bench.top.body.assign(bench.top.output("z_o", 4, "Out."), x.slice(4, 4));
    bench.top.body.assign(x.bit(7), bench.clk);
    CHECK_REFUSED(check(bench.design), "module top: signal x", "combinational loop", "u_one.y_o");
  }
  SECTION("through assignments alone") {
    const Value x = bench.top.body.net("x", 2);
    const Value z = bench.top.body.net("z", 2);
    bench.top.body.assign(x, concatenate({z.bit(0), z.bit(1)}));
    bench.top.body.assign(z, x);
    CHECK_REFUSED(check(bench.design), "module top: signal", "combinational loop", "x -> z -> x");
  }
  SECTION("through itself") {
    const Value x = bench.top.body.net("x", 2);
    bench.top.body.assign(x, x);
    CHECK_REFUSED(check(bench.design), "module top: signal x", "combinational loop");
  }
  SECTION("through turns of a generate loop") {
    const Value x = bench.top.body.net("x", 4);
    bench.top.body.loop("i", 3, "gen_x", "", [&](Scope& scope, const Expr& i) {
      bench.add_inverter(scope, "u_invert", x.bit(i), x.bit(i + 1), 1);
    });
    bench.top.body.assign(x.bit(0), x.bit(3));
    CHECK_REFUSED(check(bench.design), "module top: signal x", "combinational loop",
                  "gen_x[1].u_invert.y_o");
  }
}

TEST_CASE("a combinational loop through an emitted module is refused", "[ir]") {
  Design design;
  Module& wire = add_wire(design, "wire_module");
  Module& top = design.add("top", "A ring.");
  const Value x = top.body.net("x", 1);
  top.body.instance(wire, "u_wire").connect("a_i", x).connect("y_o", x);
  CHECK_REFUSED(check(design), "module top: signal x", "combinational loop", "u_wire.y_o");
}

TEST_CASE("streams that wait for themselves are refused", "[ir]") {
  Design design;
  Module& top = design.add("top", "Has streams.");
  const Value clk = top.input("clk_i", 1, "Clock.");
  const Value clk_out = top.output("z_o", 1, "Out.");
  top.body.assign(clk_out, clk);
  SECTION("ready for valid") {
    const auto a = top.stream("a", Direction::in, 1, "In.");
    top.body.assign(top.body.net("unused_data", 1), a.data);
    top.body.instance(invert_leaf(), "u_x")
        .set("Width", 1)
        .connect("a_i", a.valid)
        .connect("y_o", a.ready);
    CHECK_REFUSED(check(design), "module top: signal a_ready_o", "a_valid_i", "ready must not");
  }
  SECTION("valid for ready") {
    const auto c = top.stream("c", Direction::out, 1, "Out.");
    top.body.assign(c.data, clk);
    top.body.assign(c.valid, c.ready);
    CHECK_REFUSED(check(design), "module top: signal c_valid_o", "c_ready_i", "valid must not");
  }
  SECTION("data for ready") {
    const auto c = top.stream("c", Direction::out, 1, "Out.");
    top.body.assign(c.valid, clk);
    top.body.assign(c.data, c.ready);
    CHECK_REFUSED(check(design), "module top: signal c_data_o", "c_ready_i", "stable");
  }
  SECTION("the valid of one stream may be the ready of another") {
    const auto a = top.stream("a", Direction::in, 1, "In.");
    const auto c = top.stream("c", Direction::out, 1, "Out.");
    top.body.assign(c.valid, a.valid);
    top.body.assign(c.data, a.data);
    top.body.assign(a.ready, c.ready);
    CHECK_NOTHROW(check(design));
  }
}

TEST_CASE("a leaf's descriptor is checked too", "[ir]") {
  Leaf leaf = register_leaf();
  leaf.name = "bad_leaf";
  Bench bench;
  bench.finish().of = &leaf;
  SECTION("a path from nowhere") {
    leaf.paths = {{"x_i", "q_o"}};
    CHECK_REFUSED(check(bench.design), "module bad_leaf: signal x_i", "no input port");
  }
  SECTION("a path to an input") {
    leaf.paths = {{"d_i", "clk_i"}};
    CHECK_REFUSED(check(bench.design), "module bad_leaf: signal clk_i", "no output port");
  }
  SECTION("a stream without its ports") {
    leaf.streams = {{"a", Direction::in}};
    CHECK_REFUSED(check(bench.design), "module bad_leaf: stream a", "a_valid_i");
  }
  SECTION("a stream whose ready waits for its valid") {
    leaf.ports.push_back({"s_valid_i", Direction::in, 1, ""});
    leaf.ports.push_back({"s_ready_o", Direction::out, 1, ""});
    leaf.ports.push_back({"s_data_i", Direction::in, 1, ""});
    leaf.streams = {{"s", Direction::in}};
    leaf.paths = {{"s_valid_i", "s_ready_o"}};
    CHECK_REFUSED(check(bench.design), "module bad_leaf: signal s_ready_o", "s_valid_i");
  }
  SECTION("a width of unknown parameters") {
    leaf.ports[1].width = Expr::name("Depth");
    CHECK_REFUSED(check(bench.design), "module bad_leaf: signal d_i", "\"Depth\"");
  }
}

}  // namespace
}  // namespace denim::test
