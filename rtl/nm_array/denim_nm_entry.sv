// A weight as it enters: one whose position is not in the block becomes zero.
module denim_nm_entry #(
    // Width of a weight, bits
    parameter  int Width      = 8,
    // Activations of a block, at least 2
    parameter  int Block      = 4,
    // Bits that name one of them
    localparam int IndexWidth = denim_pkg::index_width(Block)
) (
    // It enters in this cycle
    input  logic                  valid_i,
    // Weight
    input  logic [     Width-1:0] value_i,
    // Its position in the block
    input  logic [IndexWidth-1:0] index_i,
    // Weight, or zero
    output logic [     Width-1:0] value_o,
    // Position, always below Block
    output logic [IndexWidth-1:0] index_o,
    // It enters, and its position is not below Block
    output logic                  range_error_o
);

  logic in_range;

  assign in_range = 32'(index_i) < Block;
  assign value_o = in_range ? value_i : Width'(0);
  assign index_o = in_range ? index_i : IndexWidth'(0);
  assign range_error_o = valid_i && !in_range;

endmodule
