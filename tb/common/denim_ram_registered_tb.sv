// The 1R1W memory with a registered read against an array: a word is there one cycle after it was
// read and stays until another is read, whatever is written meanwhile, also to itself. It is never
// read where it is written, but the addresses may be equal where nothing is read. Words, and what
// is read, begin as zeros in simulation.
`define BENCH "denim_ram_registered_tb"
module denim_ram_registered_tb #(
    parameter int Depth = 128,
    parameter int Width = 8
);

  localparam int AddrWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic write_i = 1'b0;
  logic [AddrWidth-1:0] write_addr_i = '0;
  logic [Width-1:0] write_data_i = '0;
  logic enable_i = 1'b0;
  logic read_i = 1'b0;
  logic [AddrWidth-1:0] read_addr_i = '0;
  logic [Width-1:0] read_data_o;

  denim_ram_registered #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i       (clk_i),
      .write_i     (write_i),
      .write_addr_i(write_addr_i),
      .write_data_i(write_data_i),
      .enable_i    (enable_i),
      .read_i      (read_i),
      .read_addr_i (read_addr_i),
      .read_data_o (read_data_o)
  );

  logic [Width-1:0] words[Depth];
  logic [Width-1:0] read_data = '0;
  int last_read = 0;
  int overwritten = 0;  // the word that is being held was written
  int met = 0;          // equal addresses, one of which did not count

  task automatic step;
    settle();
    check_word(64'(read_data_o), 64'(read_data), "read_data_o");
    if (enable_i && read_i) begin
      read_data = words[read_addr_i];
      last_read = int'(read_addr_i);
    end
    if (write_i) begin
      words[write_addr_i] = write_data_i;
      overwritten = overwritten + int'(int'(write_addr_i) == last_read);
    end
    met = met + int'(write_addr_i === read_addr_i);
    tick();
    // The new value is there right behind the edge.
    settle();
    check_word(64'(read_data_o), 64'(read_data), "read_data_o after the edge");
  endtask

  task automatic read_all;
    write_i = 1'b0;
    enable_i = 1'b1;
    read_i = 1'b1;
    for (int word = 0; word < Depth; word++) begin
      read_addr_i = AddrWidth'(word);
      step();
    end
    read_i = 1'b0;
    step();
  endtask

  task automatic drive;
    // Few words half of the time, so that they are written and read again soon.
    int few;
    few = (chance(50) && Depth > 4) ? 4 : Depth;
    write_i = chance(50);
    write_addr_i = AddrWidth'(random_below(few));
    write_data_i = Width'(random_bits(Width));
    enable_i = chance(70);
    read_i = chance(70);
    read_addr_i = AddrWidth'(chance(30) ? last_read : random_below(few));
    if (chance(30)) begin
      write_addr_i = AddrWidth'(last_read);
    end
    if (write_i && enable_i && read_i && write_addr_i === read_addr_i) begin
      case (random_below(3))
        0: write_i = 1'b0;
        1: enable_i = 1'b0;
        default: read_i = 1'b0;
      endcase
    end else begin
      if (!write_i && chance(50)) begin
        write_addr_i = 'x;
        write_data_i = 'x;
      end
      if (!(enable_i && read_i) && chance(30)) begin
        read_addr_i = 'x;
      end
    end
  endtask

  initial begin
    start();
    for (int word = 0; word < Depth; word++) begin
      words[word] = '0;
    end
    step();
    read_all();
    // Each word is read in the cycle after it was written, while the next one is written.
    for (int word = 0; word <= Depth; word++) begin
      write_i = word < Depth;
      write_addr_i = AddrWidth'(word % Depth);
      write_data_i = Width'(random_bits(Width));
      enable_i = 1'b1;
      read_i = word > 0 && !(write_i && Depth == 1);
      read_addr_i = AddrWidth'((word == 0) ? 0 : word - 1);
      step();
    end
    read_all();
    repeat (2500) begin
      drive();
      step();
    end
    read_all();
    check(overwritten > 100, "words were written while they were held");
    check(met > 50, "addresses were equal where one of them did not count");
    pass();
  end

endmodule
