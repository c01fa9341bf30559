// The adder against 64-bit addition, modulo 2^Width: every pair of terms where there are few,
// random and extreme ones otherwise.
`define BENCH "denim_add_tb"
module denim_add_tb #(
    parameter int Width = 32
);

  `include "bench.svh"

  logic [Width-1:0] a_i = '0;
  logic [Width-1:0] b_i = '0;
  logic [Width-1:0] sum_o;

  denim_add #(
      .Width(Width)
  ) u_dut (
      .a_i  (a_i),
      .b_i  (b_i),
      .sum_o(sum_o)
  );

  logic [Width-1:0] sum;

  task automatic step;
    settle();
    sum = Width'(as_signed(64'(a_i), Width) + as_signed(64'(b_i), Width));
    check_word(64'(sum_o), 64'(sum), "sum_o");
  endtask

  initial begin
    start();
    if (Width <= 5) begin
      for (int terms = 0; terms < (1 << (2 * Width)); terms++) begin
        {a_i, b_i} = (2 * Width)'(terms);
        step();
      end
    end
    repeat (3000) begin
      a_i = Width'(random_bits(Width));
      b_i = Width'(random_bits(Width));
      step();
    end
    pass();
  end

endmodule
