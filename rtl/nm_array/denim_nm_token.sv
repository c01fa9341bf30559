// A pulse that travels beside a wave: at each place that the wave reaches it says, for the one
// cycle in which the wave moves on, that something has come with it.
module denim_nm_token #(
  parameter int First = 0,  // Cycles from the start to the first place
  parameter int Last  = 4  // Cycles from the start to the last place, at least First
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                enable_i,  // The waves move
  // The pulse sets out, with a wave that is taken in this cycle
  input  logic                start_i,
  // One bit a place: the wave that reached it in this cycle has the pulse, and moves
  output logic [Last-First:0] pulse_o
);

  if (First < 0) begin : gen_guard_1
    First_must_be_at_least_0 u_stop ();
  end else if (Last < First) begin : gen_guard_2
    Last_must_be_at_least_First u_stop ();
  end

  logic [Last:0] token;  // How far pulses have come: bit 0 is on its way since this cycle

  assign pulse_o = token[First +: Last-First+1] & {(Last - First + 1) {enable_i}};
  assign token[0] = start_i;

  if (Last > 0) begin : gen_way
    logic [Last-1:0] token_q;

    assign token[Last:1] = token_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        token_q <= '0;
      end else if (enable_i) begin
        token_q <= token[Last-1:0];
      end
    end
  end else begin : gen_here
    logic unused_clock;  // Nothing is clocked here
    assign unused_clock = ^{clk_i, rst_ni};
  end

endmodule
