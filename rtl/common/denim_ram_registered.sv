// A memory with one write port and one registered read port: block RAM everywhere, once it is large
// enough for one. It is never read where it is being written, so the tools need not build logic for
// that case.
module denim_ram_registered #(
  parameter  int Depth     = 128,  // Words
  parameter  int Width     = 8,  // Width of a word, bits
  localparam int AddrWidth = denim_pkg::index_width(Depth)  // Bits that name a word
) (
  input  logic clk_i,  // Clock

  input  logic                 write_i,  // A word is written at the end of this cycle
  input  logic [AddrWidth-1:0] write_addr_i,  // Word that is written, below Depth
  input  logic [Width-1:0]     write_data_i,  // New value of that word
  input  logic                 enable_i,  // Reads may begin
  // A word is read at the end of this cycle, if reads may begin; not the one that is written
  input  logic                 read_i,
  // Word that is read; one that is not below Depth has no value
  input  logic [AddrWidth-1:0] read_addr_i,
  // Value of the word, from the next cycle until another is read
  output logic [Width-1:0]     read_data_o
);

  if (Depth < 1) begin : gen_guard_1
    Depth_must_be_at_least_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end
  // Kept apart from its surroundings, a wide memory is simulated one sixth faster.
  /* verilator no_inline_module */

  (* no_rw_check *) logic [Width-1:0] words_q[Depth];
  logic [Width-1:0] read_q;

  assign read_data_o = read_q;

  // Not always_ff, whose variables nothing else may write: a simulation writes them again, below
  always @(posedge clk_i) begin
    if (write_i) begin
      words_q[write_addr_i] <= write_data_i;
    end
    if (enable_i && read_i) begin
      read_q <= words_q[read_addr_i];
    end
  end

`ifndef SYNTHESIS
  // In hardware a word that was never written is some number, and who must not use it multiplies it
  // by zero. A four-state simulator would make an unknown of that product, so it begins with zeros.
  initial begin
    for (int i = 0; i < Depth; i++) begin
      words_q[i] = Width'(0);
    end
    read_q = Width'(0);
  end

  always @(posedge clk_i) begin
    if (write_i) begin
      assert (32'(write_addr_i) < Depth);
    end
    if (enable_i && read_i && write_i) begin
      assert (read_addr_i != write_addr_i);
    end
  end
`endif

endmodule
