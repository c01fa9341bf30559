// A line of registers through which values move, one register a cycle, and all of which can be seen.
module denim_taps #(
    // Registers
    parameter int Depth = 4,
    // Width of a value, bits
    parameter int Width = 8
) (
    // Clock
    input  logic                   clk_i,
    // Synchronous reset, active low
    input  logic                   rst_ni,
    // The values move at the end of this cycle
    input  logic                   enable_i,
    // Value that enters
    input  logic [      Width-1:0] data_i,
    // What the registers hold: the value that entered last is lowest
    output logic [Depth*Width-1:0] taps_o
);

  logic [Depth*Width-1:0] taps_q;

  assign taps_o = taps_q;

  // Reset for the reason given in denim_delay
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      taps_q <= (Depth * Width)'(0);
    end else if (enable_i) begin
      taps_q <= (Depth * Width)'({taps_q, data_i});
    end
  end

endmodule
