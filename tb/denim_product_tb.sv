// The multiplier without a register against shift-and-add: every pair of factors where there are
// few, random and extreme ones otherwise; a wider product is sign-extended.
`define BENCH "denim_product_tb"
module denim_product_tb #(
    parameter int AWidth = 8,
    parameter int BWidth = 8,
    parameter int Width  = 32
);

  localparam int FactorBits = AWidth + BWidth;

  `include "bench.svh"

  logic [AWidth-1:0] a_i = '0;
  logic [BWidth-1:0] b_i = '0;
  logic [Width-1:0] product_o;

  denim_product #(
      .AWidth(AWidth),
      .BWidth(BWidth),
      .Width (Width)
  ) u_dut (
      .a_i      (a_i),
      .b_i      (b_i),
      .product_o(product_o)
  );

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
    check_word(64'(product_o), 64'(multiplied(a_i, b_i)), "product_o");
  endtask

  initial begin
    start();
    if (FactorBits <= 16) begin
      for (int factors = 0; factors < (1 << FactorBits); factors++) begin
        {a_i, b_i} = FactorBits'(factors);
        step();
      end
    end
    repeat (3000) begin
      a_i = AWidth'(random_bits(AWidth));
      b_i = BWidth'(random_bits(BWidth));
      step();
      // The lane's zero makes zero of any number.
      a_i = '0;
      step();
    end
    pass();
  end

endmodule
