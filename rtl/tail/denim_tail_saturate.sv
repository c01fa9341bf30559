// The end of a requantiser: rounds, sets what is negative to zero if it is to, and saturates.
module denim_tail_saturate #(
  parameter int InWidth = 49,  // Width of the quotient, bits
  parameter int Width   = 8  // Width of a result, bits, below InWidth
) (
  input  logic clk_i,  // Clock

  input  logic               enable_i,  // The register takes the result at the end of this cycle
  input  logic [InWidth-1:0] quotient_i,  // Quotient, signed, less than its greatest value
  input  logic               up_i,  // Add one to it
  input  logic               relu_i,  // What is negative becomes zero
  output logic [Width-1:0]   data_o  // Result, signed, one cycle later
);

  if (Width < 2) begin : gen_guard_1
    Width_must_be_at_least_2 u_stop ();
  end else if (Width > InWidth - 1) begin : gen_guard_2
    Width_must_be_at_most_InWidth_minus_1 u_stop ();
  end

  logic [Width-1:0] data_q;

  logic [InWidth-1:0] rounded;
  logic               negative;
  logic               fits;  // All bits from the result's sign up are alike

  assign rounded = quotient_i + InWidth'(up_i);
  assign negative = rounded[InWidth-1];
  assign fits = (&rounded[InWidth-1:Width-1]) || !(|rounded[InWidth-1:Width-1]);
  assign data_o = data_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      if (relu_i && negative) begin
        data_q <= '0;
      end else if (fits) begin
        data_q <= rounded[Width-1:0];
      end else begin
        data_q <= {negative, {(Width - 1) {!negative}}};
      end
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (enable_i) begin
      // Rounding does not overflow; nothing is known before the first product
      assert ((!up_i || quotient_i[InWidth-1] || !negative) !== 1'b0);
    end
  end
`endif

endmodule
