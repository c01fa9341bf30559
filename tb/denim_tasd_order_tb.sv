// Two ranks in order: every pair where there are few, else many, some of them alike or nearly so.
`define BENCH "denim_tasd_order_tb"
module denim_tasd_order_tb #(
    parameter int Width = 12
);

  localparam int Values = (Width <= 5) ? (1 << Width) : 1;

  `include "bench.svh"

  logic [Width-1:0] a_i = '0;
  logic [Width-1:0] b_i = '0;
  logic [Width-1:0] greater_o;
  logic [Width-1:0] lesser_o;

  denim_tasd_order #(
      .Width(Width)
  ) u_dut (
      .a_i      (a_i),
      .b_i      (b_i),
      .greater_o(greater_o),
      .lesser_o (lesser_o)
  );

  task automatic try(input logic [63:0] a, input logic [63:0] b);
    a_i = Width'(a);
    b_i = Width'(b);
    settle();
    check_word(64'(greater_o), 64'(a_i >= b_i ? a_i : b_i), "greater_o");
    check_word(64'(lesser_o), 64'(a_i >= b_i ? b_i : a_i), "lesser_o");
  endtask

  logic [63:0] word;

  initial begin
    start();
    for (int a = 0; a < Values; a++) begin
      for (int b = 0; b < Values; b++) begin
        try(64'(a), 64'(b));
      end
    end
    repeat (500) begin
      word = random_bits(Width);
      try(word, random_bits(Width));
      try(word, word);
      try(word, word ^ (64'd1 << random_below(Width)));
    end
    pass();
  end

endmodule
