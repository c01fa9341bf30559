// The steps of one k after the other: each group of A with each of B, in order, and one step where
// there is none.
`define BENCH "denim_outer_steps_tb"
module denim_outer_steps_tb #(
    parameter int AWidth = 3,
    parameter int BWidth = 2
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic valid_i = 1'b0;
  logic [AWidth-1:0] a_count_i = '0;
  logic [BWidth-1:0] b_count_i = '0;
  logic step_o;
  logic [AWidth-1:0] a_number_o;
  logic [BWidth-1:0] b_number_o;
  logic ready_o;

  denim_outer_steps #(
      .AWidth(AWidth),
      .BWidth(BWidth)
  ) u_dut (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .enable_i  (enable_i),
      .valid_i   (valid_i),
      .a_count_i (a_count_i),
      .b_count_i (b_count_i),
      .step_o    (step_o),
      .a_number_o(a_number_o),
      .b_number_o(b_number_o),
      .ready_o   (ready_o)
  );

  // Steps that the k has had; it stays until it is done.
  int taken = 0;
  bit waits = 1'b0;

  task automatic step;
    int steps;
    bit last;
    settle();
    steps = (a_count_i == 0 || b_count_i == 0) ? 1 : int'(a_count_i) * int'(b_count_i);
    last = taken + 1 == steps;
    check_bit(step_o, enable_i && valid_i, "step_o");
    check_bit(ready_o, enable_i && last, "ready_o");
    if (valid_i) begin
      check(int'(a_number_o) == ((steps == 1) ? 0 : taken / int'(b_count_i)), "a_number_o");
      check(int'(b_number_o) == ((steps == 1) ? 0 : taken % int'(b_count_i)), "b_number_o");
    end
    waits = valid_i && !(enable_i && last);
    if (enable_i && valid_i) begin
      taken = last ? 0 : taken + 1;
    end
    if (!rst_ni) begin
      taken = 0;
      waits = 1'b0;
    end
    tick();
  endtask

  task automatic run(input int times, input int offered, input int moves);
    repeat (times) begin
      if (!waits) begin
        valid_i = chance(offered);
        a_count_i = AWidth'(random_bits(AWidth));
        b_count_i = BWidth'(random_bits(BWidth));
      end
      enable_i = chance(moves);
      step();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(400, 100, 100);
    run(400, 50, 70);
    repeat (20) begin
      rst_ni = 1'b0;
      run(1, 50, 100);
      rst_ni = 1'b1;
      run(30, 90, 80);
    end
    pass();
  end

endmodule
