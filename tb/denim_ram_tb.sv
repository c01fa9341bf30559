// The 1R1W memory against an array: a word that is read in the cycle of its write has its old
// value. Words begin as zeros in simulation.
`define BENCH "denim_ram_tb"
module denim_ram_tb #(
    parameter int Depth = 128,
    parameter int Width = 8
);

  localparam int AddrWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic write_i = 1'b0;
  logic [AddrWidth-1:0] write_addr_i = '0;
  logic [Width-1:0] write_data_i = '0;
  logic [AddrWidth-1:0] read_addr_i = '0;
  logic [Width-1:0] read_data_o;

  denim_ram #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i       (clk_i),
      .write_i     (write_i),
      .write_addr_i(write_addr_i),
      .write_data_i(write_data_i),
      .read_addr_i (read_addr_i),
      .read_data_o (read_data_o)
  );

  logic [Width-1:0] words[Depth];

  task automatic step;
    settle();
    check_word(64'(read_data_o), 64'(words[read_addr_i]), "read_data_o");
    if (write_i) begin
      words[write_addr_i] = write_data_i;
    end
    tick();
  endtask

  task automatic read_all;
    write_i = 1'b0;
    for (int word = 0; word < Depth; word++) begin
      read_addr_i = AddrWidth'(word);
      step();
    end
  endtask

  initial begin
    start();
    for (int word = 0; word < Depth; word++) begin
      words[word] = '0;
    end
    read_all();
    for (int word = 0; word < Depth; word++) begin
      write_i = 1'b1;
      write_addr_i = AddrWidth'(word);
      write_data_i = Width'(random_bits(Width));
      read_addr_i = write_addr_i;
      step();
    end
    read_all();
    repeat (2000) begin
      write_i = chance(50);
      // Few words half of the time, so that they are written again soon.
      write_addr_i = AddrWidth'(random_below((chance(50) && Depth > 4) ? 4 : Depth));
      write_data_i = Width'(random_bits(Width));
      read_addr_i = chance(40) ? write_addr_i : AddrWidth'(random_below(Depth));
      if (!write_i && chance(50)) begin
        write_addr_i = 'x;
        write_data_i = 'x;
      end
      step();
    end
    read_all();
    pass();
  end

endmodule
