// An adder: one node of a reduction tree.
module denim_add #(
    // Width of the terms and of the sum, bits
    parameter int Width = 32
) (
    // First term
    input  logic [Width-1:0] a_i,
    // Second term
    input  logic [Width-1:0] b_i,
    // Sum, modulo 2^Width
    output logic [Width-1:0] sum_o
);

  assign sum_o = a_i + b_i;

endmodule
