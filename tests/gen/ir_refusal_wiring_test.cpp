// What ir::check() refuses by its wiring: drivers, readers, open ports, combinational loops and
// streams, with the module and the signal named in the message.
#include "gen/ir/ir.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"

namespace denim::test {
namespace {

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
    bench.top.body.assign(replicate(1, bench.y), bench.a);
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
    all.connect("d_i", bench.a);
    CHECK_REFUSED(check(bench.design), "module top: signal u_all.d_i", "twice");
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
