// The control of a pipeline: a beat moves through registers, one a cycle, and waits in the last one
// until it is taken. While it waits, those behind it still move into registers that are empty.
module denim_pipeline #(
  parameter int Stages = 3  // Registers one behind the other
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic              valid_i,  // A beat is offered
  output logic              ready_o,  // An offered beat is taken in this cycle
  // A bit for each register, the first lowest: a beat comes into it at the end of this cycle
  output logic [Stages-1:0] load_o,
  output logic              valid_o,  // The last register holds a beat; does not wait for ready
  input  logic              ready_i  // The beat in the last register is taken in this cycle
);

  if (Stages < 1) begin : gen_guard_1
    Stages_must_be_at_least_1 u_stop ();
  end

  logic [Stages-1:0] valid_q;  // The register holds a beat
  // The register takes what comes, because it or one behind it is empty, or the last beat goes
  logic [Stages-1:0] ready;
  logic [Stages-1:0] valid_before;  // A beat comes from the register before
  logic              unused_last;

  assign {unused_last, valid_before} = {valid_q, valid_i};
  assign ready_o = ready[0];
  assign load_o = valid_before & ready;
  assign valid_o = valid_q[Stages-1];

  for (genvar s = 0; s < Stages; s++) begin : gen_ready
    assign ready[s] = ready_i || !(&valid_q[Stages-1:s]);
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else begin
      valid_q <= load_o | (valid_q & ~ready);
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
