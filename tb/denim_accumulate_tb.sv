// The adder of an accumulator against 64-bit addition of a signed sum, which may be narrower than
// the accumulator, modulo 2^Width; what the memory holds does not count for the first sum of a row,
// be it unknown.
`define BENCH "denim_accumulate_tb"
module denim_accumulate_tb #(
    parameter int SumWidth = 20,
    parameter int Width    = 32
);

  `include "bench.svh"

  logic first_i = 1'b0;
  logic [Width-1:0] held_i = '0;
  logic [SumWidth-1:0] sum_i = '0;
  logic [Width-1:0] next_o;

  denim_accumulate #(
      .SumWidth(SumWidth),
      .Width   (Width)
  ) u_dut (
      .first_i(first_i),
      .held_i (held_i),
      .sum_i  (sum_i),
      .next_o (next_o)
  );

  longint total;
  logic [Width-1:0] next;

  task automatic step;
    settle();
    total = as_signed(64'(sum_i), SumWidth);
    if (!first_i) begin
      total = total + as_signed(64'(held_i), Width);
    end
    next = Width'(total);
    check_word(64'(next_o), 64'(next), "next_o");
  endtask

  initial begin
    start();
    repeat (4000) begin
      first_i = chance(40);
      held_i = Width'(random_bits(Width));
      sum_i = SumWidth'(random_bits(SumWidth));
      if (first_i && chance(50)) begin
        held_i = 'x;
      end
      step();
    end
    pass();
  end

endmodule
