// Walks through the steps of one k: each group of values of A with each group of values of B, B's
// groups first. Where one of them has no group, there is one step all the same, in which nothing
// meets.
module denim_outer_steps #(
  parameter int AWidth = 3,  // Bits that count the groups of A
  parameter int BWidth = 2  // Bits that count the groups of B
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic              enable_i,  // The unit moves
  input  logic              valid_i,  // A k waits; it stays until ready_o is high
  input  logic [AWidth-1:0] a_count_i,  // Groups of values of A in it
  input  logic [BWidth-1:0] b_count_i,  // Groups of values of B in it
  output logic              step_o,  // A step is taken in this cycle
  output logic [AWidth-1:0] a_number_o,  // The group of A in it
  output logic [BWidth-1:0] b_number_o,  // The group of B in it
  output logic              ready_o  // This step is the last one of its k, if there is a k
);

  if (AWidth < 1) begin : gen_guard_1
    AWidth_must_be_at_least_1 u_stop ();
  end else if (BWidth < 1) begin : gen_guard_2
    BWidth_must_be_at_least_1 u_stop ();
  end

  logic [AWidth-1:0] a_q;
  logic [BWidth-1:0] b_q;
  logic              a_last;
  logic              b_last;
  logic              none;

  assign none = a_count_i == 0 || b_count_i == 0;
  assign a_last = a_q == a_count_i - AWidth'(1);
  assign b_last = b_q == b_count_i - BWidth'(1);
  assign step_o = enable_i && valid_i;
  assign ready_o = enable_i && (none || (a_last && b_last));
  assign a_number_o = a_q;
  assign b_number_o = b_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || (step_o && ready_o)) begin
      a_q <= '0;
      b_q <= '0;
    end else if (step_o) begin
      b_q <= b_last ? '0 : b_q + BWidth'(1);
      a_q <= b_last ? a_q + AWidth'(1) : a_q;
    end
  end

`ifndef SYNTHESIS
  logic              waits_q;  // A k stays as it is until its last step
  logic [AWidth-1:0] a_count_q;
  logic [BWidth-1:0] b_count_q;

  always @(posedge clk_i) begin
    waits_q <= rst_ni && valid_i && !ready_o;
    a_count_q <= a_count_i;
    b_count_q <= b_count_i;
    if (rst_ni && waits_q) begin
      assert (valid_i && a_count_i === a_count_q && b_count_i === b_count_q);
    end
  end
`endif

endmodule
