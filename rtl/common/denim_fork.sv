// One stream becomes two with the same beats. Each beat is offered to both at once and goes on when
// both have taken it, be it in different cycles.
module denim_fork (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic valid_i,  // A beat is offered; it stays until ready_o is high
  output logic ready_o,  // Both have taken it
  output logic first_valid_o,  // The beat is offered to the first stream; does not wait for ready
  input  logic first_ready_i,  // The first stream takes it
  output logic second_valid_o,  // The beat is offered to the second stream; does not wait for ready
  input  logic second_ready_i  // The second stream takes it
);

  logic first_done_q;  // The stream has taken the beat that still waits for the other one
  logic second_done_q;

  assign first_valid_o = valid_i && !first_done_q;
  assign second_valid_o = valid_i && !second_done_q;
  assign ready_o = (first_done_q || first_ready_i) && (second_done_q || second_ready_i);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || (valid_i && ready_o)) begin
      first_done_q <= 1'b0;
      second_done_q <= 1'b0;
    end else if (valid_i) begin
      first_done_q <= first_done_q || first_ready_i;
      second_done_q <= second_done_q || second_ready_i;
    end
  end

`ifndef SYNTHESIS
  logic waits_q;  // A beat that waits stays, at each of the streams
  logic first_waits_q;
  logic second_waits_q;

  always @(posedge clk_i) begin
    waits_q <= rst_ni && valid_i && !ready_o;
    first_waits_q <= rst_ni && first_valid_o && !first_ready_i;
    second_waits_q <= rst_ni && second_valid_o && !second_ready_i;
    if (rst_ni && waits_q) begin
      assert (valid_i);
    end
    if (rst_ni && first_waits_q) begin
      assert (first_valid_o);
    end
    if (rst_ni && second_waits_q) begin
      assert (second_valid_o);
    end
  end
`endif

endmodule
