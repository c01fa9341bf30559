// Registers with one write port, all of which can be seen at once. A read port is a choice from
// words_o.
module denim_register_file #(
  parameter  int Depth     = 128,  // Words
  parameter  int Width     = 8,  // Width of a word, bits
  localparam int AddrWidth = denim_pkg::index_width(Depth)  // Bits that name a word
) (
  input  logic clk_i,  // Clock

  input  logic                   write_i,  // A word is written at the end of this cycle
  // Word that is written; none if it is not below Depth
  input  logic [AddrWidth-1:0]   write_addr_i,
  input  logic [Width-1:0]       write_data_i,  // New value of that word
  output logic [Depth*Width-1:0] words_o  // All words, word 0 lowest
);

  if (Depth < 1) begin : gen_guard_1
    Depth_must_be_at_least_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end

  logic [Depth*Width-1:0] words_q;

  assign words_o = words_q;

  // A process for each word, so that each has a clock enable of its own. Not always_ff, whose
  // variables nothing else may write: a simulation writes them once more, below.
  for (genvar i = 0; i < Depth; i++) begin : gen_word
    always @(posedge clk_i) begin
      if (write_i) begin
        if (write_addr_i == AddrWidth'(i)) begin
          words_q[i*Width +: Width] <= write_data_i;
        end
      end
    end
  end

`ifndef SYNTHESIS
  // In hardware a word that was never written is some number, and who must not use it multiplies it
  // by zero. A four-state simulator would make an unknown of that product, so it begins with zeros.
  initial begin
    for (int i = 0; i < Depth; i++) begin
      words_q[i*Width +: Width] = Width'(0);
    end
  end
`endif

endmodule
