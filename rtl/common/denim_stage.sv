// The control of one stage of a chain: a beat comes in, stays for some cycles, and goes on as soon
// as the next stage takes it. One beat may come in the cycle in which the one before goes.
module denim_stage #(
  // Cycles that a beat stays at least: 1 is a register, more is work that takes a step a cycle
  parameter  int Cycles     = 1,
  localparam int CountWidth = denim_pkg::index_width(Cycles)  // Bits that count them
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic valid_i,  // A beat is offered
  output logic ready_o,  // An offered beat is taken
  output logic load_o,  // A beat comes in at the end of this cycle
  // The beat takes a step at the end of this cycle: each cycle but the last of the Cycles
  output logic step_o,
  output logic valid_o,  // The beat has taken its steps and waits to go on; does not wait for ready
  input  logic ready_i  // The next stage takes it
);

  if (Cycles < 1) begin : gen_guard_1
    Cycles_must_be_at_least_1 u_stop ();
  end

  logic                  busy_q;
  logic [CountWidth-1:0] count_q;  // Steps taken

  logic last;

  assign last = 32'(count_q) == Cycles - 1;
  assign valid_o = busy_q && last;
  assign step_o = busy_q && !last;
  assign ready_o = !busy_q || (last && ready_i);
  assign load_o = valid_i && ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      count_q <= '0;
    end else if (ready_o) begin
      busy_q <= valid_i;
      count_q <= '0;
    end else if (step_o) begin
      count_q <= count_q + CountWidth'(1);
    end
  end

`ifndef SYNTHESIS
  logic waits_q;  // A beat that waits stays

  always @(posedge clk_i) begin
    waits_q <= rst_ni && valid_o && !ready_i;
    if (rst_ni && waits_q) begin
      assert (valid_o);
    end
  end
`endif

endmodule
