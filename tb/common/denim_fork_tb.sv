// The fork against two queues: each stream gets each beat once, is never held up by the other before
// it has its beat, and keeps its valid until ready; the beat goes on when both have it.
`define BENCH "denim_fork_tb"
module denim_fork_tb;

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic valid_i = 1'b0;
  logic ready_o;
  logic [1:0] valid_o;
  logic [1:0] ready_i = '0;

  denim_fork u_dut (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .valid_i       (valid_i),
      .ready_o       (ready_o),
      .first_valid_o (valid_o[0]),
      .first_ready_i (ready_i[0]),
      .second_valid_o(valid_o[1]),
      .second_ready_i(ready_i[1])
  );

  // Beats that have gone on, and those that each stream has taken.
  int gone = 0;
  int taken[2];
  bit waits = 1'b0;
  int apart = 0;

  task automatic check_outputs;
    bit both;
    both = 1'b1;
    for (int s = 0; s < 2; s++) begin
      check_bit(valid_o[s], valid_i && taken[s] == gone, "valid_o");
      both = both && (taken[s] > gone || ready_i[s]);
    end
    check_bit(ready_o, both, "ready_o");
  endtask

  task automatic step;
    for (int i = 0; i < 4; i++) begin
      ready_i = ready_i + 2'd1;  // all of them, and back to where it was
      settle();
      check_outputs();
    end
    waits = valid_i && !ready_o;
    if (!rst_ni) begin
      taken[0] = gone;
      taken[1] = gone;
      waits = 1'b0;
    end else if (valid_i) begin
      apart = apart + int'(valid_o == 2'b11 && ready_i[0] != ready_i[1]);
      for (int s = 0; s < 2; s++) begin
        taken[s] = taken[s] + int'(valid_o[s] && ready_i[s]);
      end
      if (taken[0] > gone && taken[1] > gone) begin
        gone = gone + 1;
      end
    end
    tick();
  endtask

  task automatic run(input int count, input int offer, input int first, input int second);
    repeat (count) begin
      valid_i = waits || chance(offer);
      ready_i = {chance(second), chance(first)};
      step();
    end
  endtask

  initial begin
    start();
    taken[0] = 0;
    taken[1] = 0;
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(100, 100, 100, 100);
    check(gone == 100, "a beat in every cycle");
    run(500, 70, 50, 50);
    run(500, 100, 20, 80);
    run(500, 100, 80, 20);
    check(apart > 200, "the streams often take a beat in different cycles");
    repeat (20) begin
      rst_ni = 1'b0;
      run(1, 50, 50, 50);
      rst_ni = 1'b1;
      run(20, 80, 40, 40);
    end
    pass();
  end

endmodule
