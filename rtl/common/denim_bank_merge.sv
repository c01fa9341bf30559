// Two requests, or groups of them, for the same bank of a banked memory: a node of the tree that finds
// the word to read. Whoever does not ask gives a zero address.
module denim_bank_merge #(
    // Width of an address, bits
    parameter int AddrWidth = 4
) (
    // The first asks
    input  logic                 first_hit_i,
    // Its word, zero if it does not ask
    input  logic [AddrWidth-1:0] first_addr_i,
    // It is itself more than one
    input  logic                 first_clash_i,
    // The second asks
    input  logic                 second_hit_i,
    // Its word, zero if it does not ask
    input  logic [AddrWidth-1:0] second_addr_i,
    // It is itself more than one
    input  logic                 second_clash_i,
    // One of them asks
    output logic                 hit_o,
    // Its word, zero if none asks
    output logic [AddrWidth-1:0] addr_o,
    // More than one asks: the word may be none of theirs
    output logic                 clash_o
);

  assign hit_o = first_hit_i || second_hit_i;
  assign addr_o = first_addr_i | second_addr_i;
  assign clash_o = first_clash_i || second_clash_i || (first_hit_i && second_hit_i);

endmodule
