// A read port of a denim_register_file: one word of many.
module denim_word_mux #(
    // Words
    parameter  int Depth     = 128,
    // Width of a word, bits
    parameter  int Width     = 8,
    // Bits that name a word
    localparam int AddrWidth = denim_pkg::index_width(Depth)
) (
    // All words, word 0 lowest
    input  logic [Depth*Width-1:0] words_i,
    // Word that is read, below Depth
    input  logic [  AddrWidth-1:0] read_addr_i,
    // Its value
    output logic [      Width-1:0] read_data_o
);

  assign read_data_o = words_i[32'(read_addr_i)*Width+:Width];

endmodule
