// The read port of a register file: every word of random contents.
`define BENCH "denim_word_mux_tb"
module denim_word_mux_tb #(
    parameter int Depth = 128,
    parameter int Width = 8
);

  localparam int AddrWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic [Depth*Width-1:0] words_i = '0;
  logic [AddrWidth-1:0] read_addr_i = '0;
  logic [Width-1:0] read_data_o;

  denim_word_mux #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .words_i    (words_i),
      .read_addr_i(read_addr_i),
      .read_data_o(read_data_o)
  );

  logic [Width-1:0] words[Depth];
  logic [Depth*Width-1:0] all_words;

  initial begin
    start();
    repeat (5 + 600 / Depth) begin
      for (int word = 0; word < Depth; word++) begin
        words[word] = Width'(random_bits(Width));
        all_words[word*Width+:Width] = words[word];
      end
      words_i = all_words;
      for (int word = 0; word < Depth; word++) begin
        read_addr_i = AddrWidth'(word);
        settle();
        check_word(64'(read_data_o), 64'(words[word]), "read_data_o");
        // Only that word counts.
        words_i = 'x;
        words_i[word*Width+:Width] = ~words[word];
        settle();
        check_word(64'(read_data_o), 64'(Width'(~words[word])), "read_data_o");
        words_i = all_words;
      end
    end
    pass();
  end

endmodule
