// Compares two ranks and exchanges them if need be: one node of a selection network, or, with the
// lesser one left open, of a comparator tree.
module denim_tasd_order #(
    // Width of a rank, bits
    parameter int Width = 12
) (
    // A rank
    input  logic [Width-1:0] a_i,
    // Another one
    input  logic [Width-1:0] b_i,
    // The greater one
    output logic [Width-1:0] greater_o,
    // The lesser one
    output logic [Width-1:0] lesser_o
);

  if (Width < 1) begin : gen_guard_1
    Width_must_be_at_least_1 u_stop ();
  end

  logic exchange;

  assign exchange = b_i > a_i;
  assign greater_o = exchange ? b_i : a_i;
  assign lesser_o = exchange ? a_i : b_i;

endmodule
