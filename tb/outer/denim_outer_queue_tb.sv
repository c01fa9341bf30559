// The queue against a list: what comes in goes out in its order, once, and there is room for Depth.
`define BENCH "denim_outer_queue_tb"
module denim_outer_queue_tb #(
    parameter int Depth = 4,
    parameter int Width = 32
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic valid_i = 1'b0;
  logic ready_o;
  logic [Width-1:0] data_i = '0;
  logic valid_o;
  logic ready_i = 1'b0;
  logic [Width-1:0] data_o;

  denim_outer_queue #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(valid_i),
      .ready_o(ready_o),
      .data_i (data_i),
      .valid_o(valid_o),
      .ready_i(ready_i),
      .data_o (data_o)
  );

  logic [Width-1:0] list[Depth];
  int count = 0;
  int passed = 0;

  task automatic step;
    bit put;
    bit get;
    settle();
    check_bit(ready_o, count < Depth, "ready_o");
    check_bit(valid_o, count > 0, "valid_o");
    if (count > 0) begin
      check(data_o === list[0], "data_o");
    end
    put = valid_i && count < Depth;
    get = ready_i && count > 0;
    if (get) begin
      for (int i = 1; i < Depth; i++) begin
        list[i-1] = list[i];
      end
      count = count - 1;
      passed = passed + 1;
    end
    if (put) begin
      list[count] = data_i;
      count = count + 1;
    end
    if (!rst_ni) begin
      count = 0;
    end
    tick();
  endtask

  task automatic run(input int times, input int offered, input int taken);
    repeat (times) begin
      valid_i = chance(offered);
      data_i = Width'(random_bits(Width));
      ready_i = chance(taken);
      step();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(100, 100, 100);
    // A place that becomes free is taken a cycle later
    check(passed >= ((Depth == 1) ? 49 : 98), "a beat a cycle, or every other with one place");
    run(300, 90, 30);
    run(300, 30, 90);
    run(500, 60, 60);
    repeat (20) begin
      rst_ni = 1'b0;
      run(1, 50, 50);
      rst_ni = 1'b1;
      run(3 * Depth + 5, 80, 40);
    end
    pass();
  end

endmodule
