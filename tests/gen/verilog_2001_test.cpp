// Tops are written as Verilog-2001; a module that it has no text for is refused.
#include <functional>

#include "gen/emit/sv_writer.hpp"
#include "tests/catch.hpp"

namespace denim::test {
namespace {

using ir::Direction;
using ir::Value;

// A register on its way from d_i to q_o, and what `add` does besides.
std::string verilog(const std::function<void(ir::Module&, const Value& d)>& add) {
  ir::Design design;
  ir::Module& top = design.add("top", "A register.");
  top.clock = "aclk";
  top.reset_n = "aresetn";
  top.input("aclk", 1, "Clock");
  top.input("aresetn", 1, "Reset");
  const Value d = top.input("d_i", 4, "In");
  const Value q = top.output("q_o", 4, "Out");
  const Value held = top.body.net("held", 4);
  top.body.set_register(held, d, std::nullopt, ir::constant(4, 0));
  top.body.assign(q, held);
  add(top, d);
  ir::check(design);
  return emit::write_module(design.top(), "", emit::Language::verilog_2001);
}

TEST_CASE("a module as Verilog-2001, with a clock and a reset of other names", "[emit][verilog]") {
  CHECK(verilog([](ir::Module&, const Value&) {}) ==
        "// A register.\n"
        "module top (\n"
        "  input  wire aclk,  // Clock\n"
        "  input  wire aresetn,  // Reset\n\n"
        "  input  wire [3:0] d_i,  // In\n"
        "  output wire [3:0] q_o  // Out\n);\n\n"
        "  reg   [3:0] held;\n\n"
        "  assign q_o = held;\n\n"
        "  always @(posedge aclk) begin\n"
        "    if (!aresetn) begin\n      held <= 4'd0;\n"
        "    end else begin\n      held <= d_i;\n    end\n  end\n\n"
        "endmodule\n");
}

TEST_CASE("what Verilog-2001 has no text for is refused", "[emit][verilog]") {
  CHECK_REFUSED(verilog([](ir::Module& top, const Value&) {
                  top.output("p_o", top.parameter("Width", 2, "Width"), "Out");
                  top.body.assign(Value(ir::Reference{"p_o", std::nullopt}),
                                  ir::constant(ir::Expr::name("Width"), 0));
                }),
                "module top has a parameter");
  CHECK_REFUSED(verilog([](ir::Module& top, const Value& d) {
                  const Value wide = top.output("w_o", 8, "Out");
                  top.body.assign(wide, ir::extend(d, 8));
                }),
                "module top has a cast");
  CHECK_REFUSED(verilog([](ir::Module& top, const Value& d) {
                  top.body.set_register(top.output("r_o", 4, "Out"), d);
                }),
                "module top has a register that is no net");
  CHECK_REFUSED(verilog([](ir::Module& top, const Value& d) {
                  const Value out = top.output("l_o", 4, "Out");
                  top.body.loop("i", 4, "gen_bit", "", [&](ir::Scope& turn, const ir::Expr& i) {
                    turn.assign(out.element(i, 1), d.element(i, 1));
                  });
                }),
                "module top has a loop");
  CHECK_REFUSED(
      verilog([](ir::Module& top, const Value& d) {
        const Value out = top.output("m_o", 4, "Out");
        const Value words = top.body.memory({"words", 4, 4, "Words", d.bit(0), d.slice(2, 2), d});
        top.body.assign(out, words.word(d.slice(0, 2)));
      }),
      "module top has a memory");
}

TEST_CASE("a register needs the clock and the reset that the module names", "[ir][verilog]") {
  CHECK_REFUSED(verilog([](ir::Module& top, const Value&) { top.clock = "clk_i"; }),
                "needs the input port clk_i");
  CHECK_REFUSED(verilog([](ir::Module& top, const Value&) { top.reset_n = "rst_ni"; }),
                "needs the input port rst_ni");
}

TEST_CASE("an AXI-Stream of a module obeys the rules of streams", "[ir][verilog]") {
  CHECK_REFUSED(verilog([](ir::Module& top, const Value& d) {
                  const auto in = top.stream("s_axis", Direction::in, 4, "In", true);
                  top.body.assign(in.ready, in.valid & ir::any(in.data) & d.bit(0));
                }),
                "s_axis_tready");
}

}  // namespace
}  // namespace denim::test
