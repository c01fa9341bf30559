// The register file against an array: all words are seen after every write, and an address that is not
// below Depth writes none. Words begin as zeros in simulation.
`define BENCH "denim_register_file_tb"
module denim_register_file_tb #(
    parameter int Depth = 128,
    parameter int Width = 8
);

  localparam int AddrWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic write_i = 1'b0;
  logic [AddrWidth-1:0] write_addr_i = '0;
  logic [Width-1:0] write_data_i = '0;
  logic [Depth*Width-1:0] words_o;

  denim_register_file #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i       (clk_i),
      .write_i     (write_i),
      .write_addr_i(write_addr_i),
      .write_data_i(write_data_i),
      .words_o     (words_o)
  );

  logic [Width-1:0] words[Depth];

  task automatic step;
    settle();
    for (int word = 0; word < Depth; word++) begin
      check_word(64'(words_o[word*Width+:Width]), 64'(words[word]), "a word");
    end
    if (write_i && int'(write_addr_i) < Depth) begin
      words[write_addr_i] = write_data_i;
    end
    tick();
  endtask

  initial begin
    start();
    for (int word = 0; word < Depth; word++) begin
      words[word] = '0;
    end
    step();
    for (int word = 0; word < Depth; word++) begin
      write_i = 1'b1;
      write_addr_i = AddrWidth'(word);
      write_data_i = Width'(random_bits(Width));
      step();
    end
    repeat (1000) begin
      write_i = chance(60);
      // Few words half of the time, so that they are written again soon.
      write_addr_i = AddrWidth'(chance(50) ? random_below(4) : random_word());
      write_data_i = Width'(random_bits(Width));
      if (!write_i && chance(50)) begin
        write_addr_i = 'x;
        write_data_i = 'x;
      end
      step();
    end
    pass();
  end

endmodule
