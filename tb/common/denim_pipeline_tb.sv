// A pipeline against a model that moves beats from the last register to the first: a beat moves when
// the register ahead is empty or becomes so; valid does not move with ready, nor ready with valid.
`define BENCH "denim_pipeline_tb"
module denim_pipeline_tb #(
    parameter int Stages = 3
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic valid_i = 1'b0;
  logic ready_o;
  logic [Stages-1:0] load_o;
  logic valid_o;
  logic ready_i = 1'b0;

  denim_pipeline #(
      .Stages(Stages)
  ) u_dut (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(valid_i),
      .ready_o(ready_o),
      .load_o (load_o),
      .valid_o(valid_o),
      .ready_i(ready_i)
  );

  // Which registers hold a beat.
  bit held[Stages];
  bit comes[Stages];
  int passed = 0;

  // Where beats come in if this cycle ends as it is; returns whether a beat from outside may.
  function automatic bit settle_model();
    bit free;
    free = ready_i;
    for (int s = Stages - 1; s >= 0; s--) begin
      free = free || !held[s];
      comes[s] = free && (s == 0 ? valid_i : held[s-1]);
    end
    settle_model = free;
  endfunction

  task automatic check_outputs;
    bit free;
    settle();
    free = settle_model();
    check_bit(ready_o, free, "ready_o");
    check_bit(valid_o, held[Stages-1], "valid_o");
    for (int s = 0; s < Stages; s++) begin
      check_bit(load_o[s], comes[s], "load_o");
    end
  endtask

  task automatic step;
    ready_i = !ready_i;
    check_outputs();
    valid_i = !valid_i;
    check_outputs();
    ready_i = !ready_i;
    check_outputs();
    valid_i = !valid_i;
    check_outputs();
    if (held[Stages-1] && ready_i) begin
      passed = passed + 1;
      held[Stages-1] = 1'b0;
    end
    for (int s = Stages - 1; s >= 0; s--) begin
      if (comes[s] && s > 0) begin
        held[s-1] = 1'b0;
      end
      if (comes[s]) begin
        held[s] = 1'b1;
      end
    end
    if (!rst_ni) begin
      for (int s = 0; s < Stages; s++) begin
        held[s] = 1'b0;
      end
    end
    tick();
  endtask

  `include "handshake.svh"

  initial run_all(Stages + 50, "a beat a cycle");

endmodule
