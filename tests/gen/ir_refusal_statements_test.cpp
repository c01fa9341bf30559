// What ir::check() refuses of operators, registers, memories and turns of loops.
#include "gen/ir/ir.hpp"
#include "tests/catch.hpp"
#include "tests/gen/ir_fixture.hpp"

namespace denim::test {
namespace {

TEST_CASE("operators of operands that do not fit together are refused", "[ir]") {
  Bench bench;
  bench.finish();
  const Value z = bench.top.output("z_o", 8, "Out.");
  const Value low = bench.a.slice(0, 8), short_one = bench.a.slice(0, 7);
  const auto refuses = [&](const Value& value) {
    bench.top.body.assign(z, value);
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "8", "7", "every parameter value");
  };
  SECTION("a sum") { refuses(low + short_one); }
  SECTION("a difference") { refuses(low - short_one); }
  SECTION("a product") { refuses(low * short_one); }
  SECTION("and") { refuses(low & short_one); }
  SECTION("or") { refuses(low | short_one); }
  SECTION("a comparison") { refuses(extend(equal(low, short_one), 8)); }
  SECTION("an order") { refuses(extend(less(low, short_one), 8)); }
  SECTION("a choice") { refuses(choose(bench.clk, low, short_one)); }
  SECTION("a selection") { refuses(select(bench.a.slice(0, 2), {low, low, short_one})); }
  SECTION("a selection of more values than its number can name") {
    bench.top.body.assign(z, select(bench.a.slice(0, 2), {low, low, low, low, low}));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "5 values", "2 bits", "names 4",
                  "a wider number");
  }
  SECTION("a selection whose number is as narrow at the default parameters") {
    const Value number = bench.a.slice(0, bench.columns - 2);
    bench.top.body.set_register(z, select(number, {low, low, low, low}));
    CHECK_NOTHROW(check(bench.design));
    bench.top.body.set_register(bench.top.output("x_o", 8, "Out."),
                                select(number, {low, low, low, low, low}));
    CHECK_REFUSED(check(bench.design), "module top: signal x_o", "5 values", "2 bits");
  }
  SECTION("a condition of more than one bit") {
    bench.top.body.assign(z, choose(bench.a.slice(0, 2), low, low));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "2 and 1 bits");
  }
  SECTION("an operator's width beside the target's") {
    bench.top.body.assign(z, short_one + short_one);
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "given 7");
  }
  SECTION("resized to no bits") {
    bench.top.body.assign(bench.top.output("x_o", bench.width, "Out."),
                          concatenate({extend(low, bench.columns - 4),
                                       extend(low, bench.width - bench.columns + 4)}));
    CHECK_REFUSED(check(bench.design), "module top: signal x_o", "is resized to 0 bits");
  }
  SECTION("a number that does not fit") {
    bench.top.body.assign(z, extend(number(3, bench.width), 8));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "constant 8", "3 bits");
  }
  SECTION("an element beyond its vector") {
    bench.top.body.assign(z, bench.a.element(32, bench.clk, 8));
    CHECK_REFUSED(check(bench.design), "module top: signal a_i", "a slice of 0 bits");
  }
}

TEST_CASE("registers and memories that are not whole are refused", "[ir]") {
  Bench bench;
  bench.finish();
  Scope& body = bench.top.body;
  const Value z = bench.top.output("z_o", 8, "Out.");
  const Value low = bench.a.slice(0, 8);
  const auto memory = [&](const Value& write, const Value& data) {
    return body.memory({"words", 8, 4, "Words.", write, bench.a.slice(0, 2), data});
  };
  SECTION("a reset without rst_ni") {
    body.set_register(z, low, std::nullopt, constant(8, 0));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "needs the input port rst_ni");
  }
  SECTION("an enable of two bits") {
    body.set_register(z, low, bench.a.slice(0, 2));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "its enable has 2 bits");
  }
  SECTION("a value of another width") {
    body.set_register(z, bench.a.slice(0, 7));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "a register to 8", "given 7");
  }
  SECTION("a reset of another width") {
    bench.top.input("rst_ni", 1, "Reset.");
    body.set_register(z, low, std::nullopt, constant(7, 0));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "reset to 8", "given 7");
  }
  SECTION("a clear of two bits, or to a value of another width") {
    SECTION("two bits") {
      body.set_register(z, low, {}, {}, Clear{bench.a.slice(0, 2), constant(8, 0)});
      CHECK_REFUSED(check(bench.design), "module top: signal z_o", "its clear has 2 bits");
    }
    SECTION("another width") {
      body.set_register(z, low, {}, {}, Clear{bench.a.bit(0), constant(7, 0)});
      CHECK_REFUSED(check(bench.design), "module top: signal z_o", "clear to 8", "given 7");
    }
  }
  SECTION("two drivers, one of which is a register") {
    body.assign(z, low);
    body.set_register(z.slice(4, 2), bench.a.slice(0, 2));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "bits 5:4 have two drivers",
                  "an assignment", "a register");
  }
  SECTION("a memory without an address") {
    body.assign(z, memory(bench.clk, low));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "a word of it has an address");
  }
  SECTION("an address at a net") {
    body.assign(z, low);
    body.assign(bench.top.output("x_o", 8, "Out."), z.word(bench.clk));
    CHECK_REFUSED(check(bench.design), "module top: signal z_o", "neither a memory nor an array");
  }
  SECTION("a word as a target") {
    const Value words = memory(bench.clk, low);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    body.assign(words.word(bench.a.slice(0, 2)), low);
    CHECK_REFUSED(check(bench.design), "module top: signal words", "is driven at an address");
  }
  SECTION("an element by a signal as a target") {
    body.assign(z.element(bench.clk, 1), bench.clk);
    CHECK_REFUSED(check(bench.design), "module top", "neither a net nor an output port");
  }
  SECTION("a memory that nothing reads") {
    memory(bench.clk, low);
    body.assign(z, low);
    CHECK_REFUSED(check(bench.design), "module top: signal words", "never read");
  }
  SECTION("a write of two bits") {
    body.assign(z, memory(bench.a.slice(0, 2), low).word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "its write has 2 bits");
  }
  SECTION("data of another width") {
    body.assign(z, memory(bench.clk, bench.a.slice(0, 7)).word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "8 bits is given 7");
  }
}

TEST_CASE("arrays of nets that are not whole are refused", "[ir]") {
  Bench bench;
  bench.finish();
  Scope& body = bench.top.body;
  const Value z = bench.top.output("z_o", 8, "Out.");
  const Value low = bench.a.slice(0, 8);
  const Value words = body.net_array("words", 8, 4, "Words.");
  const auto drive = [&](int count) {
    for (int i = 0; i < count; ++i) body.assign(words.word(i), low);
  };
  SECTION("the whole is sound") {
    drive(4);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_NOTHROW(check(bench.design));
  }
  SECTION("a word without a driver") {
    drive(3);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "bits 31:24 have no driver");
  }
  SECTION("a word with two drivers") {
    drive(4);
    body.assign(words.word(3), low);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "two drivers");
  }
  SECTION("a word that nothing reads") {
    drive(4);
    body.assign(z, words.word(0) + words.word(1) + words.word(2));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "bits 31:24 are never read");
  }
  SECTION("a word that is not there") {
    drive(5);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "has no word 4, but 4");
  }
  SECTION("a slice beyond any word") {
    drive(4);
    body.assign(z, extend(words.word(bench.a.slice(0, 2)).slice(8, 8), 8));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "bits 15:8", "there are 8 bits");
  }
  SECTION("driven where a signal says") {
    drive(4);
    body.assign(words.word(bench.a.slice(0, 2)), low);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "is driven at an address");
  }
  SECTION("all of it as one value") {
    drive(4);
    body.assign(z, words);
    CHECK_REFUSED(check(bench.design), "module top: signal words", "a word of it has an address");
  }
  SECTION("a loop by way of a word") {
    for (int i = 0; i < 4; ++i)
      body.assign(words.word(i), i == 2 ? words.word(bench.a.slice(0, 2)) : low);
    body.assign(z, words.word(bench.a.slice(0, 2)));
    CHECK_REFUSED(check(bench.design), "module top: signal words", "combinational loop");
  }
}

TEST_CASE("a register or memory without a clock is refused", "[ir]") {
  Design design;
  Module& top = design.add("top", "Has no clock.");
  const Value a = top.input("a_i", 1, "In.");
  const Value y = top.output("y_o", 1, "Out.");
  SECTION("a register") { top.body.set_register(y, a); }
  SECTION("a memory") {
    top.body.assign(y, top.body.memory({"words", 1, 2, "Words.", a, a, a}).word(a));
  }
  CHECK_REFUSED(check(design), "module top: signal", "needs the input port clk_i");
}

TEST_CASE("combinational loops through statements are refused", "[ir]") {
  Bench bench;
  bench.finish();
  Scope& body = bench.top.body;
  const Value x = body.net("x", 2);
  SECTION("an operator") { body.assign(x, x + bench.a.slice(0, 2)); }
  SECTION("the address of a memory") {
    const Value words =
        body.memory({"words", 2, 4, "Words.", bench.clk, bench.a.slice(0, 2), bench.a.slice(0, 2)});
    body.assign(x, words.word(x));
  }
  SECTION("the number of a selection") {
    body.assign(x, select(x, {bench.a.slice(0, 2), bench.a.slice(2, 2)}));
  }
  SECTION("the index of an element") { body.assign(x, bench.a.element(x, 2)); }
  SECTION("a vector of which an element is taken") {
    body.assign(x, concatenate({bench.clk, x.element(bench.clk, 1)}));
  }
  CHECK_REFUSED(check(bench.design), "module top: signal x", "combinational loop");
}

TEST_CASE("a register ends a loop, and what a memory holds is no path", "[ir]") {
  Bench bench;
  bench.finish();
  const Value x = bench.top.body.net("x", 2);
  bench.top.body.set_register(x, x + bench.a.slice(0, 2));
  const Value words = bench.top.body.memory({"words", 2, 4, "Words.", bench.clk, x, x});
  bench.top.body.assign(bench.top.output("z_o", 2, "Out."), words.word(x) + words.word(3));
  CHECK_NOTHROW(check(bench.design));
}

TEST_CASE("what is wrong with turns of loops is refused", "[ir]") {
  Bench bench;
  bench.finish();
  SECTION("a net that is driven from outside its loop") {
    const auto bit = bench.top.body.loop(
        "i", 2, "gen_x", "", [](Scope& scope, const Expr&) { return scope.net("bit_x", 1); });
    bench.top.body.assign(bit(0), bench.clk);
    CHECK_REFUSED(check(bench.design), "module top: signal gen_x.bit_x", "from outside the loop");
  }
  SECTION("a turn that there is not") {
    const auto bit = bench.top.body.loop("i", 2, "gen_x", "", [&](Scope& scope, const Expr&) {
      return scope.net_of("bit_x", 1, bench.clk);
    });
    bench.top.body.assign(bench.top.output("z_o", 1, "Out."), bit(2));
    CHECK_REFUSED(check(bench.design), "module top: signal gen_x[2].bit_x", "no such turn");
  }
  SECTION("a first turn outside of a loop") {
    bench.top.body.first_turn(
        Expr::name("i"), [](Scope&) {}, [](Scope&) {});
    CHECK_REFUSED(check(bench.design), "module top: the first turn of i", "no loop");
  }
}

}  // namespace
}  // namespace denim::test
