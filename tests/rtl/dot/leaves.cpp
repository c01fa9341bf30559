// What the leaf of `dot` is tried with.
#include "tests/rtl/leaves.hpp"

namespace denim::test {
namespace {

const LeafRegistration accumulator{
    {"denim_dot_accumulator",
     {{}, {{"Width", 1}}, {{"Width", 16}}, {{"Width", 48}}},
     {
         {"denim_dot_accumulator", "room = !full_q || ready_i", "room = 1'b1"},
         {"denim_dot_accumulator", "take = a_valid_i && b_valid_i && room",
          "take = a_valid_i && room"},
         {"denim_dot_accumulator", "a_ready_o = b_valid_i && room", "a_ready_o = room"},
         {"denim_dot_accumulator", "first_q <= last_i", "first_q <= 1'b1"},
         {"denim_dot_accumulator", "full_q <= take && last_i", "full_q <= take"},
         {"denim_dot_accumulator", "first_q ? '0 : total_q", "total_q"},
         {"denim_dot_accumulator", "      first_q <= 1'b1;\n", ""},
         {"denim_dot_accumulator", "      full_q <= 1'b0;\n", ""},
         {"denim_dot_accumulator", "  always_ff @(posedge clk_i) begin\n    if (take)",
          "  logic held_q;\n  always_ff @(posedge clk_i) begin\n    held_q <= !take;\n"
          "    if (held_q && !take) begin\n      total_q <= ~total_q;\n    end\n    if (take)"},
     },
     {
         {"denim_dot_accumulator", "assert (a_valid_i)", In::bench, "if (!a_waits) begin",
          "if (1'b1) begin"},
         {"denim_dot_accumulator", "assert (b_valid_i)", In::bench,
          "b_valid_i = b_waits || chance(b)", "b_valid_i = chance(b)"},
         {"denim_dot_accumulator", "assert (valid_o", In::leaf, "room = !full_q || ready_i",
          "room = 1'b1"},
     }}};

}  // namespace
}  // namespace denim::test
