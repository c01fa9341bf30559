// The multiplier against shift-and-add: every pair of factors where there are few, random and
// extreme ones otherwise; held while the pipeline stands, whatever the factors are then.
`define BENCH "denim_multiply_tb"
module denim_multiply_tb #(
    parameter int AWidth = 8,
    parameter int BWidth = 8,
    parameter int Width  = 32
);

  localparam int FactorBits = AWidth + BWidth;

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [AWidth-1:0] a_i = '0;
  logic [BWidth-1:0] b_i = '0;
  logic [Width-1:0] product_o;

  denim_multiply #(
      .AWidth(AWidth),
      .BWidth(BWidth),
      .Width (Width)
  ) u_dut (
      .clk_i    (clk_i),
      .enable_i (enable_i),
      .a_i      (a_i),
      .b_i      (b_i),
      .product_o(product_o)
  );

  logic [Width-1:0] product;

  // The highest bit of a two's complement number counts negative.
  function automatic logic [Width-1:0] multiplied(input logic [AWidth-1:0] a,
                                                  input logic [BWidth-1:0] b);
    longint sum;
    longint part;
    sum = 0;
    for (int i = 0; i < AWidth; i++) begin
      part = as_signed(64'(b), BWidth) * (longint'(1) << i);
      if (a[i]) begin
        sum = (i == AWidth - 1) ? sum - part : sum + part;
      end
    end
    multiplied = Width'(sum);
  endfunction

  task automatic step;
    settle();
    if (enable_i) begin
      product = multiplied(a_i, b_i);
    end
    tick();
    settle();
    check_word(64'(product_o), 64'(product), "product_o");
  endtask

  initial begin
    start();
    enable_i = 1'b1;
    if (FactorBits <= 10) begin
      for (int factors = 0; factors < (1 << FactorBits); factors++) begin
        {a_i, b_i} = FactorBits'(factors);
        step();
      end
    end
    repeat (3000) begin
      a_i = AWidth'(random_bits(AWidth));
      b_i = BWidth'(random_bits(BWidth));
      step();
      enable_i = chance(70);
      if (!enable_i) begin
        a_i = 'x;
        b_i = 'x;
        step();
        enable_i = 1'b1;
      end
    end
    pass();
  end

endmodule
