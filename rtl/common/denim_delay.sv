// A value some cycles later.
module denim_delay #(
    // Cycles that it takes; 0 is a wire
    parameter int Depth = 2,
    // Width, bits
    parameter int Width = 8
) (
    // Clock
    input  logic             clk_i,
    // Synchronous reset, active low
    input  logic             rst_ni,
    // Everything in here moves by one cycle
    input  logic             enable_i,
    // Value
    input  logic [Width-1:0] data_i,
    // The same, Depth cycles later
    output logic [Width-1:0] data_o
);

  if (Depth == 0) begin : gen_wire
    assign data_o = data_i;

    // Nothing is clocked here
    logic unused_clock;
    assign unused_clock = ^{clk_i, rst_ni, enable_i};
  end else begin : gen_delay
    logic [Depth*Width-1:0] data_q;

    assign data_o = data_q[(Depth-1)*Width+:Width];

    // Reset: Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable.
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        data_q <= (Depth * Width)'(0);
      end else if (enable_i) begin
        data_q <= (Depth * Width)'({data_q, data_i});
      end
    end
  end

endmodule
