// A stage against a model that counts: a beat stays for Cycles cycles and until it is taken, takes a
// step in each of them but the last, and the next one comes in the cycle in which it goes; valid does
// not move with ready, nor ready with valid.
`define BENCH "denim_stage_tb"
module denim_stage_tb #(
    parameter int Cycles = 1
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic valid_i = 1'b0;
  logic ready_o;
  logic load_o;
  logic step_o;
  logic valid_o;
  logic ready_i = 1'b0;

  denim_stage #(
      .Cycles(Cycles)
  ) u_dut (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(valid_i),
      .ready_o(ready_o),
      .load_o (load_o),
      .step_o (step_o),
      .valid_o(valid_o),
      .ready_i(ready_i)
  );

  // Cycles that the beat has been here; 0: there is none.
  int age = 0;
  int passed = 0;

  task automatic check_outputs;
    bit done;
    done = age >= Cycles;
    check_bit(valid_o, done, "valid_o");
    check_bit(step_o, age > 0 && !done, "step_o");
    check_bit(ready_o, age == 0 || (done && ready_i), "ready_o");
    check_bit(load_o, valid_i && (age == 0 || (done && ready_i)), "load_o");
  endtask

  task automatic step;
    bit goes;
    settle();
    check_outputs();
    ready_i = !ready_i;
    settle();
    check_outputs();
    ready_i = !ready_i;
    valid_i = !valid_i;
    settle();
    check_outputs();
    valid_i = !valid_i;
    settle();
    check_outputs();
    goes = age >= Cycles && ready_i;
    if (goes) begin
      passed = passed + 1;
    end
    if (!rst_ni) begin
      age = 0;
    end else if (age == 0 || goes) begin
      age = valid_i ? 1 : 0;
    end else begin
      age = age + 1;
    end
    tick();
  endtask

  `include "handshake.svh"

  initial run_all(1 + 50 * Cycles, "a beat every Cycles cycles");

endmodule
