// A memory with one write port and one asynchronous read port: LUT RAM on Xilinx, ECP5 and Gowin, or
// block RAM where a tool that flattens finds the address register in front of it. A word that is read
// in the cycle in which it is written still has its old value.
module denim_ram #(
    // Words
    parameter  int Depth     = 128,
    // Width of a word, bits
    parameter  int Width     = 8,
    // Bits that name a word
    localparam int AddrWidth = denim_pkg::index_width(Depth)
) (
    // Clock
    input  logic                 clk_i,
    // A word is written at the end of this cycle
    input  logic                 write_i,
    // Word that is written, below Depth
    input  logic [AddrWidth-1:0] write_addr_i,
    // Its new value
    input  logic [    Width-1:0] write_data_i,
    // Word that is read, below Depth
    input  logic [AddrWidth-1:0] read_addr_i,
    // Its value, in the same cycle
    output logic [    Width-1:0] read_data_o
);
  // Kept apart from its surroundings, a wide memory is simulated one sixth faster.
  /* verilator no_inline_module */

  logic [Width-1:0] words_q[Depth];

  assign read_data_o = words_q[read_addr_i];

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      words_q[write_addr_i] <= write_data_i;
    end
  end

`ifndef SYNTHESIS
  // In hardware a word that was never written is some number, and who must not use it multiplies it
  // by zero. A four-state simulator would make an unknown of that product, so it begins with zeros.
  initial begin
    for (int i = 0; i < Depth; i++) begin
      words_q[i] = Width'(0);
    end
  end
`endif

endmodule
