// A register with an enable.
module denim_register #(
    // Width, bits
    parameter int Width = 32
) (
    // Clock
    input  logic             clk_i,
    // The register takes data_i at the end of this cycle
    input  logic             enable_i,
    // Next value
    input  logic [Width-1:0] data_i,
    // Value
    output logic [Width-1:0] data_o
);

  logic [Width-1:0] data_q;

  assign data_o = data_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      data_q <= data_i;
    end
  end

endmodule
