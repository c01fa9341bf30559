// The register of one of several words: takes the word that is named and no other, and holds it,
// whatever the words and the address are then, be they unknown or no word's.
`define BENCH "denim_word_register_tb"
module denim_word_register_tb #(
    parameter int Depth = 4,
    parameter int Width = 32
);

  localparam int AddrWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [AddrWidth-1:0] addr_i = '0;
  logic [Depth*Width-1:0] words_i = '0;
  logic [Width-1:0] data_o;

  denim_word_register #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i   (clk_i),
      .enable_i(enable_i),
      .addr_i  (addr_i),
      .words_i (words_i),
      .data_o  (data_o)
  );

  logic [Width-1:0] words[Depth];
  logic [Depth*Width-1:0] all_words;
  logic [Width-1:0] held;

  task automatic step;
    settle();
    if (cycles > 0) begin
      check_word(64'(data_o), 64'(held), "data_o before the edge");
    end
    if (enable_i) begin
      held = words[addr_i];
    end
    tick();
    settle();
    check_word(64'(data_o), 64'(held), "data_o");
  endtask

  task automatic fill;
    for (int word = 0; word < Depth; word++) begin
      words[word] = Width'(random_bits(Width));
      all_words[word*Width+:Width] = words[word];
    end
    words_i = all_words;
  endtask

  // Only the word that is named counts.
  task automatic take(input int word);
    fill();
    enable_i = 1'b1;
    addr_i = AddrWidth'(word);
    if (chance(50)) begin
      words_i = 'x;
      words_i[word*Width+:Width] = words[word];
    end
    step();
  endtask

  task automatic hold;
    fill();
    enable_i = 1'b0;
    addr_i = AddrWidth'(random_word());
    if (chance(50)) begin
      words_i = 'x;
      addr_i = 'x;
    end
    step();
  endtask

  initial begin
    start();
    take(0);
    repeat (3 + 200 / Depth) begin
      for (int word = 0; word < Depth; word++) begin
        take(word);
      end
    end
    repeat (1000) begin
      take(random_below(Depth));
      repeat (random_below(3)) hold();
    end
    pass();
  end

endmodule
