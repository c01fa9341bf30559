// The weights of one row of PEs, or their positions. They become zero when they have been used, so
// that a row which the next tile does not bring adds nothing.
module denim_nm_weights #(
    // Width of all of them, bits
    parameter int Width = 128
) (
    // Clock
    input  logic             clk_i,
    // Synchronous reset, active low
    input  logic             rst_ni,
    // New weights are taken at the end of this cycle
    input  logic             load_i,
    // The weights have been used; what is loaded in the same cycle stays
    input  logic             clear_i,
    // New weights
    input  logic [Width-1:0] data_i,
    // Weights
    output logic [Width-1:0] data_o
);

  logic [Width-1:0] data_q;

  assign data_o = data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      data_q <= Width'(0);
    end else if (load_i) begin
      data_q <= data_i;
    end else if (clear_i) begin
      data_q <= Width'(0);
    end
  end

endmodule
