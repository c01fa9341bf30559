// The sum of one segment of a beat, in one column: the difference of two prefix sums. The segment's
// lanes lie side by side, so nothing has to be routed.
module denim_demm_sum #(
    // Width of a sum, bits
    parameter int Width = 20
) (
    // Sum of the lanes before the segment's first
    input  logic [Width-1:0] begin_i,
    // Sum of the lanes up to its last
    input  logic [Width-1:0] end_i,
    // Sum of the segment, modulo 2^Width
    output logic [Width-1:0] sum_o
);

  assign sum_o = end_i - begin_i;

endmodule
