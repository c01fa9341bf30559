// The sum of one segment of a beat, in one column: the difference of two prefix sums. The segment's
// lanes lie side by side, so nothing has to be routed.
module denim_demm_sum #(
    // Lanes of a beat
    parameter  int Lanes      = 8,
    // Width of a sum, bits
    parameter  int Width      = 20,
    // Bits from one prefix sum to the next, at least Width; what lies between is not used. Multiples
    // of 32 are simulated faster
    parameter  int Stride     = 32,
    // Bits that count lanes
    localparam int CountWidth = denim_pkg::index_width(Lanes + 1)
) (
    // Clock
    input  logic                        clk_i,
    // The sum is taken at the end of this cycle
    input  logic                        enable_i,
    // First lane of the segment, at most Lanes
    input  logic [      CountWidth-1:0] begin_i,
    // Lane behind its last, at most Lanes
    input  logic [      CountWidth-1:0] end_i,
    // Word i is the sum of the first i lanes; word 0, which is zero, lowest
    input  logic [(Lanes+1)*Stride-1:0] prefix_i,
    // Sum of the segment, one cycle later, modulo 2^Width
    output logic [           Width-1:0] sum_o
);

  logic [Width-1:0] sum_q;

  assign sum_o = sum_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      sum_q <= prefix_i[32'(end_i)*Stride+:Width] - prefix_i[32'(begin_i)*Stride+:Width];
    end
  end

endmodule
