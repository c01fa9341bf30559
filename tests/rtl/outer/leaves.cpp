// What the leaves of `outer` are tried with.
#include "tests/rtl/leaves.hpp"

namespace denim::test {
namespace {

const LeafRegistration queue{
    {"denim_outer_queue",
     {{}, {{"Depth", 1}, {"Width", 1}}, {{"Depth", 2}, {"Width", 577}}, {{"Depth", 5}}},
     {
         {"denim_outer_queue", "put = valid_i && ready_o", "put = valid_i"},
         {"denim_outer_queue", "get = valid_o && ready_i", "get = ready_i"},
         {"denim_outer_queue", "ready_o = 32'(count_q) != Depth", "ready_o = 1'b1"},
         {"denim_outer_queue",
          "ready_o = 32'(count_q) != Depth",
          "ready_o = 32'(count_q) < Depth - 1",
          {{"Depth", 5}}},
         {"denim_outer_queue",
          "(32'(in_q) == Depth - 1) ? '0 : in_q + PlaceWidth'(1)",
          "in_q + PlaceWidth'(1)",
          {{"Depth", 5}}},
         {"denim_outer_queue",
          "(32'(out_q) == Depth - 1) ? '0 : out_q + PlaceWidth'(1)",
          "out_q + PlaceWidth'(1)",
          {{"Depth", 5}}},
         {"denim_outer_queue", "      count_q <= '0;\n", ""},
         {"denim_outer_queue", "      out_q <= '0;\n", ""},
         {"denim_outer_queue", "      in_q <= '0;\n", ""},
     },
     {
         {"denim_outer_queue", "assert (valid_o", In::leaf, "get = valid_o && ready_i",
          "get = valid_o"},
     }}};

const LeafRegistration steps{
    {"denim_outer_steps",
     {{}, {{"AWidth", 1}, {"BWidth", 1}}, {{"AWidth", 2}, {"BWidth", 4}}},
     {
         {"denim_outer_steps", "enable_i && valid_i", "valid_i"},
         {"denim_outer_steps", "enable_i && (none ||", "(none ||"},
         {"denim_outer_steps", "(none || (a_last && b_last))", "(a_last && b_last)"},
         {"denim_outer_steps", "(a_last && b_last)", "b_last"},
         {"denim_outer_steps", "b_last ? '0 : b_q", "b_q"},
         {"denim_outer_steps", "b_last ? a_q + AWidth'(1) : a_q", "a_q + AWidth'(1)"},
         {"denim_outer_steps", "!rst_ni || (step_o && ready_o)", "step_o && ready_o"},
     },
     {
         {"denim_outer_steps", "assert (valid_i", In::bench, "if (!waits) begin",
          "if (1'b1) begin"},
     }}};

const LeafRegistration tile{
    {"denim_outer_tile",
     {{}, {{"Rows", 2}}, {{"Rows", 8}}, {{"Rows", 5}}},
     {
         {"denim_outer_tile", "enable_o = !(complete_q && leaves_q)", "enable_o = !complete_q"},
         {"denim_outer_tile", "hand_over_o = complete_q && !leaves_q", "hand_over_o = complete_q"},
         {"denim_outer_tile", "complete_q <= complete_i", "complete_q <= 1'b1"},
         {"denim_outer_tile", "leaves_q && ready_i", "leaves_q"},
         {"denim_outer_tile", "leaves_q <= !last_o", "leaves_q <= 1'b1"},
         {"denim_outer_tile", "RowWidth'(Rows - 1)", "RowWidth'(Rows - 2)"},
         {"denim_outer_tile", "      complete_q <= 1'b0;\n", ""},
         {"denim_outer_tile", "      leaves_q <= 1'b0;\n", ""},
     },
     {
         {"denim_outer_tile", "assert (valid_o", In::leaf, "leaves_q && ready_i", "leaves_q"},
     }}};

const LeafRegistration turn{
    {"denim_outer_turn",
     {{}, {{"Units", 1}}, {{"Units", 3}}, {{"Units", 32}}},
     {
         {"denim_outer_turn", "free = !valid_q || c_ready_i", "free = 1'b1"},
         {"denim_outer_turn", "load_o = valid_i[turn_q] && free", "load_o = valid_i[turn_q]"},
         {"denim_outer_turn", "ready_o = free ? Units'(1) << turn_q : '0",
          "ready_o = Units'(1) << turn_q"},
         {"denim_outer_turn", "load_o && last_i[turn_q]", "load_o"},
         {"denim_outer_turn",
          "(32'(turn_q) == Units - 1) ? '0 : turn_q + UnitWidth'(1)",
          "turn_q + UnitWidth'(1)",
          {{"Units", 3}}},
         {"denim_outer_turn", "      turn_q <= '0;\n", ""},
         {"denim_outer_turn", "      valid_q <= 1'b0;\n", ""},
     },
     {
         {"denim_outer_turn", "assert (((waits_q", In::bench, "valid_i = valid_i & ~wanted",
          "valid_i = valid_i & wanted"},
     }}};

}  // namespace
}  // namespace denim::test
