// The sum of some signed terms, in a register.
module denim_sum #(
    // Number of terms
    parameter int Inputs   = 8,
    // Width of a term, bits
    parameter int Width    = 16,
    // Width of the sum, bits, at least Width; the sum is exact modulo 2^SumWidth
    parameter int SumWidth = 32
) (
    // Clock
    input  logic                    clk_i,
    // The pipeline moves
    input  logic                    enable_i,
    // Terms, signed, term 0 lowest
    input  logic [Inputs*Width-1:0] terms_i,
    // Sum, signed, one cycle later
    output logic [    SumWidth-1:0] sum_o
);

  logic signed [SumWidth-1:0] sum_d;
  logic signed [SumWidth-1:0] sum_q;

  assign sum_o = sum_q;

  always_comb begin
    sum_d = '0;
    for (int i = 0; i < Inputs; i++) begin
      sum_d = sum_d + SumWidth'($signed(terms_i[i*Width+:Width]));
    end
  end

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      sum_q <= sum_d;
    end
  end

endmodule
