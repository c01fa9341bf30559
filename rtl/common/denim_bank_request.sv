// What one port, for reading or for writing, asks of one bank of a banked memory.
module denim_bank_request #(
    // Which bank this is
    parameter  int Bank      = 0,
    // Banks
    parameter  int Banks     = 8,
    // Words of a bank
    parameter  int Depth     = 16,
    // Bits that name a bank
    localparam int BankWidth = denim_pkg::index_width(Banks),
    // Bits that name a word of a bank
    localparam int AddrWidth = denim_pkg::index_width(Depth)
) (
    // The port reads
    input  logic                 read_i,
    // Bank that it reads
    input  logic [BankWidth-1:0] bank_i,
    // Word of that bank
    input  logic [AddrWidth-1:0] addr_i,
    // It reads this bank
    output logic                 hit_o,
    // The word, zero if it does not
    output logic [AddrWidth-1:0] addr_o
);

  assign hit_o = read_i && (bank_i == BankWidth'(Bank));
  assign addr_o = hit_o ? addr_i : '0;

endmodule
