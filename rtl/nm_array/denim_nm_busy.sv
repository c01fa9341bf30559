// Which places on the way of the waves still wait for one: from when it sets out until it has left
// them. Where several are on their way a place waits for the last of them.
module denim_nm_busy #(
  parameter int First = 0,  // Cycles from the start to the first place
  parameter int Last  = 4  // Cycles from the start to the last place, at least First
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                enable_i,  // The waves move
  input  logic                start_i,  // A wave for which the places wait is taken in this cycle
  // One bit a place: such a wave, taken before, has yet to leave it
  output logic [Last-First:0] busy_o
);

  if (First < 0) begin : gen_guard_1
    First_must_be_at_least_0 u_stop ();
  end else if (Last < First) begin : gen_guard_2
    Last_must_be_at_least_First u_stop ();
  end

  if (Last > 0) begin : gen_way
    logic [Last-1:0] busy_q;  // Places that are 1, 2, … cycles away
    logic [Last:0]   places;  // Places that are 0, 1, … cycles away

    assign places = {busy_q, 1'b0};
    assign busy_o = places[First +: Last-First+1];

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        busy_q <= '0;
      end else if (enable_i) begin
        busy_q <= start_i ? {Last{1'b1}} : places[Last-1:0];
      end
    end
  end else begin : gen_here
    // The wave leaves in the cycle in which it is taken
    assign busy_o = 1'b0;

    logic unused_clock;  // Nothing is clocked here
    assign unused_clock = ^{clk_i, rst_ni, enable_i, start_i};
  end

endmodule
