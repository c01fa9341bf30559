// A sticky flag: raised by any of its inputs, lowered by reset alone.
module denim_sticky #(
    // Number of inputs
    parameter int Inputs = 1
) (
    // Clock
    input  logic              clk_i,
    // Synchronous reset, active low
    input  logic              rst_ni,
    // Each raises the flag, in the cycle after
    input  logic [Inputs-1:0] set_i,
    // The flag
    output logic              flag_o
);

  logic flag_q;
  assign flag_o = flag_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      flag_q <= 1'b0;
    end else begin
      flag_q <= flag_q | (|set_i);
    end
  end

endmodule
