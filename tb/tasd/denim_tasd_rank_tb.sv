// The rank of an element: of every value where there are few, else of many, extremes among them, its
// three parts.
`define BENCH "denim_tasd_rank_tb"
module denim_tasd_rank_tb #(
    parameter int Index    = 0,
    parameter int Elements = 8,
    parameter int Width    = 8
);

  localparam int IndexWidth = denim_pkg::index_width(Elements);
  localparam int RankWidth = Width + IndexWidth + 1;
  localparam int Values = (Width <= 10) ? (1 << Width) : 1000;

  `include "bench.svh"

  logic [Width-1:0] value_i = '0;
  logic [RankWidth-1:0] rank_o;

  denim_tasd_rank #(
      .Index   (Index),
      .Elements(Elements),
      .Width   (Width)
  ) u_dut (
      .value_i(value_i),
      .rank_o (rank_o)
  );

  task automatic try(input logic [63:0] value);
    longint number;
    value_i = Width'(value);
    settle();
    number = as_signed(64'(value_i), Width);
    check_word(64'(rank_o) & 64'd1, number < 0 ? 64'd1 : 64'd0, "the sign");
    check_word((64'(rank_o) >> 1) & ((64'd1 << IndexWidth) - 64'd1),
               (64'd1 << IndexWidth) - 64'd1 - 64'(Index), "the inverted index");
    check_word(64'(rank_o) >> (IndexWidth + 1), 64'(number < 0 ? -number : number),
               "the magnitude");
  endtask

  initial begin
    start();
    for (int i = 0; i < Values; i++) begin
      try(64'(i));
    end
    repeat (1000) try(random_bits(Width));
    pass();
  end

endmodule
