// A register that takes one of several words.
module denim_word_register #(
    // Words to choose from
    parameter  int Depth     = 4,
    // Width of a word, bits
    parameter  int Width     = 32,
    // Bits that name a word
    localparam int AddrWidth = denim_pkg::index_width(Depth)
) (
    // Clock
    input  logic                   clk_i,
    // The register takes a word at the end of this cycle
    input  logic                   enable_i,
    // That word, below Depth
    input  logic [  AddrWidth-1:0] addr_i,
    // All words, word 0 lowest
    input  logic [Depth*Width-1:0] words_i,
    // Value
    output logic [      Width-1:0] data_o
);

  logic [Width-1:0] data_q;

  assign data_o = data_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      data_q <= words_i[32'(addr_i)*Width+:Width];
    end
  end

endmodule
