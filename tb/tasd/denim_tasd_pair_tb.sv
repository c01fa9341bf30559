// A rank as a pair: of every value and index where there are few, else of many, what the rank was made
// of; and nothing of a zero.
`define BENCH "denim_tasd_pair_tb"
module denim_tasd_pair_tb #(
    parameter int Elements = 8,
    parameter int Width    = 8
);

  localparam int IndexWidth = denim_pkg::index_width(Elements);
  localparam int RankWidth = Width + IndexWidth + 1;
  localparam int Values = (Width <= 8) ? (1 << Width) : 1;

  `include "bench.svh"

  logic [RankWidth-1:0] rank_i = '0;
  logic [Width-1:0] value_o;
  logic [IndexWidth-1:0] index_o;

  denim_tasd_pair #(
      .Elements(Elements),
      .Width   (Width)
  ) u_dut (
      .rank_i (rank_i),
      .value_o(value_o),
      .index_o(index_o)
  );

  task automatic try(input logic [63:0] value, input int index);
    longint number;
    number = as_signed(value & ((64'd1 << Width) - 64'd1), Width);
    rank_i = RankWidth'(((64'(number < 0 ? -number : number)) << (IndexWidth + 1)) |
                        (((64'd1 << IndexWidth) - 64'd1 - 64'(index)) << 1) |
                        (number < 0 ? 64'd1 : 64'd0));
    settle();
    check_word(64'(value_o), 64'(number) & ((64'd1 << Width) - 64'd1), "value_o");
    check_word(64'(index_o), number == 0 ? 64'd0 : 64'(index), "index_o");
  endtask

  initial begin
    start();
    for (int index = 0; index < Elements; index++) begin
      for (int value = 0; value < Values; value++) begin
        try(64'(value), index);
      end
      try(64'd0, index);
    end
    repeat (1000) try(random_bits(Width), random_below(Elements));
    pass();
  end

endmodule
