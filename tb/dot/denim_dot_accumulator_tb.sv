// The accumulator of a dot product against sums of its own: results come in order, once each, keep
// still while they wait, and no beat is taken without its partner.
`define BENCH "denim_dot_accumulator_tb"
module denim_dot_accumulator_tb #(
    parameter int Width = 32
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic a_valid_i = 1'b0;
  logic a_ready_o;
  logic b_valid_i = 1'b0;
  logic b_ready_o;
  logic last_i = 1'b0;
  logic [Width-1:0] sum_i = '0;
  logic valid_o;
  logic ready_i = 1'b0;
  logic [Width-1:0] data_o;

  denim_dot_accumulator #(
      .Width(Width)
  ) u_dut (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .a_valid_i(a_valid_i),
      .a_ready_o(a_ready_o),
      .b_valid_i(b_valid_i),
      .b_ready_o(b_ready_o),
      .last_i   (last_i),
      .sum_i    (sum_i),
      .valid_o  (valid_o),
      .ready_i  (ready_i),
      .data_o   (data_o)
  );

  // The sum of the beats so far, and the result that waits.
  logic [Width-1:0] total = '0;
  logic [Width-1:0] result = '0;
  bit full = 1'b0;
  bit a_waits = 1'b0;
  bit b_waits = 1'b0;
  int results = 0;

  task automatic step;
    bit room;
    bit take;
    for (int i = 0; i < 2; i++) begin
      ready_i = !ready_i;  // both, and back to where it was
      settle();
      room = !full || ready_i;
      check_bit(valid_o, full, "valid_o");
      check_bit(a_ready_o, b_valid_i && room, "a_ready_o");
      check_bit(b_ready_o, a_valid_i && room, "b_ready_o");
    end
    if (full) begin
      check(data_o === result, "data_o");
    end
    take = a_valid_i && b_valid_i && room;
    a_waits = a_valid_i && !take;
    b_waits = b_valid_i && !take;
    if (room) begin
      results = results + int'(full);
      full = 1'b0;
    end
    if (take) begin
      total = total + sum_i;
      if (last_i) begin
        result = total;
        full = 1'b1;
        total = '0;
      end
    end
    if (!rst_ni) begin
      full = 1'b0;
      total = '0;
      a_waits = 1'b0;
      b_waits = 1'b0;
    end
    tick();
  endtask

  task automatic run(input int count, input int a, input int b, input int last, input int ready);
    repeat (count) begin
      if (!a_waits) begin
        a_valid_i = chance(a);
        last_i = chance(last);
        sum_i = Width'(random_bits(Width));
      end
      b_valid_i = b_waits || chance(b);
      ready_i = chance(ready);
      step();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(100, 100, 100, 100, 100);
    check(results == 99, "a result in every cycle");
    run(500, 80, 80, 30, 50);
    run(500, 30, 90, 30, 50);
    run(500, 90, 30, 30, 50);
    run(500, 100, 100, 60, 20);
    repeat (20) begin
      rst_ni = 1'b0;
      run(1, 50, 50, 50, 50);
      rst_ni = 1'b1;
      run(20, 80, 80, 40, 40);
    end
    pass();
  end

endmodule
