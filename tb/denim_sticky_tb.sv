// The sticky flag: raised the cycle after any input, whatever comes then, until reset.
`define BENCH "denim_sticky_tb"
module denim_sticky_tb #(
    parameter int Inputs = 1
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic [Inputs-1:0] set_i = 'x;
  logic flag_o;

  denim_sticky #(
      .Inputs(Inputs)
  ) u_dut (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .set_i (set_i),
      .flag_o(flag_o)
  );

  bit raised = 1'b0;

  task automatic step;
    settle();
    if (!rst_ni) begin
      raised = 1'b0;
    end else if (set_i != '0) begin
      raised = 1'b1;
    end
    tick();
    settle();
    check_bit(flag_o, raised, "flag_o");
  endtask

  initial begin
    start();
    step();  // reset, with unknown inputs
    for (int input_number = 0; input_number < Inputs; input_number++) begin
      rst_ni = 1'b1;
      set_i = '0;
      repeat (3) step();
      set_i = Inputs'(1) << input_number;
      step();
      set_i = '0;
      repeat (3) step();
      rst_ni = 1'b0;
      set_i = '1;
      step();
    end
    repeat (1000) begin
      rst_ni = !chance(20);
      set_i = '0;
      if (chance(15)) begin
        set_i[random_below(Inputs)] = 1'b1;
      end
      step();
    end
    pass();
  end

endmodule
