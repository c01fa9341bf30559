// Rounds, rectifies, saturates: every quotient where there are few, else those around every limit and
// many others.
`define BENCH "denim_tail_saturate_tb"
module denim_tail_saturate_tb #(
    parameter int InWidth = 49,
    parameter int Width   = 8
);

  localparam int Values = (InWidth <= 10) ? (1 << InWidth) : 1;

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [InWidth-1:0] quotient_i = '0;
  logic up_i = 1'b0;
  logic relu_i = 1'b0;
  logic [Width-1:0] data_o;

  denim_tail_saturate #(
      .InWidth(InWidth),
      .Width  (Width)
  ) u_dut (
      .clk_i     (clk_i),
      .enable_i  (enable_i),
      .quotient_i(quotient_i),
      .up_i      (up_i),
      .relu_i    (relu_i),
      .data_o    (data_o)
  );

  logic signed [InWidth:0] wanted;
  logic signed [InWidth:0] greatest;

  task automatic check_output;
    settle();
    check_word(64'(data_o), 64'(wanted[Width-1:0]), "data_o");
  endtask

  task automatic try_one(input logic [InWidth-1:0] value, input bit up, input bit relu);
    // One more than the greatest is never asked for.
    if (value == {1'b0, {(InWidth - 1) {1'b1}}} && up) begin
      up = 1'b0;
    end
    wanted = $signed({value[InWidth-1], value});
    greatest = ((InWidth + 1)'(1) << (Width - 1)) - 1;
    if (up) begin
      wanted = wanted + 1;
    end
    if (relu && wanted < 0) begin
      wanted = 0;
    end
    if (wanted > greatest) begin
      wanted = greatest;
    end
    if (wanted < -greatest - 1) begin
      wanted = -greatest - 1;
    end
    quotient_i = value;
    up_i = up;
    relu_i = relu;
    enable_i = 1'b1;
    tick();
    check_output();
    // Held, now and then for several cycles, whatever comes.
    enable_i = 1'b0;
    for (int held = chance(25) ? 3 : 0; held >= 0; held--) begin
      quotient_i = (held == 0) ? ~value : InWidth'({random_word(), random_word(), random_word()});
      up_i = !up;
      relu_i = chance(50);
      tick();
      check_output();
    end
  endtask

  task automatic try(input logic [InWidth-1:0] value);
    for (int i = 0; i < 4; i++) begin
      try_one(value, i[0], i[1]);
    end
  endtask

  logic [InWidth-1:0] limit;

  initial begin
    start();
    for (int i = 0; i < Values; i++) begin
      try(InWidth'(i));
    end
    for (int bit_number = 0; bit_number < InWidth; bit_number++) begin
      limit = InWidth'(1) << bit_number;
      for (int k = -2; k <= 2; k++) begin
        try(limit + InWidth'(k));
        try(-limit + InWidth'(k));
      end
    end
    repeat (300) begin
      limit = InWidth'({random_word(), random_word(), random_word()});
      try(InWidth'($signed(limit) >>> random_below(InWidth)));
    end
    pass();
  end

endmodule
