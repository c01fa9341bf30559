// A rank, as denim_tasd_rank makes it, as a pair of value and index. That of a zero is the empty
// pair: value and index 0.
module denim_tasd_pair #(
  parameter  int Elements   = 8,  // Elements of a block
  parameter  int Width      = 8,  // Width of a value, bits
  localparam int IndexWidth = denim_pkg::index_width(Elements),  // Bits that name an element
  localparam int RankWidth  = Width + IndexWidth + 1  // Width of a rank, bits
) (
  input  logic [RankWidth-1:0]  rank_i,  // Rank
  output logic [Width-1:0]      value_o,  // Value, signed
  output logic [IndexWidth-1:0] index_o  // Index within the block
);

  if (Elements < 2) begin : gen_guard_1
    Elements_must_be_at_least_2 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end

  logic                  negative;
  logic [IndexWidth-1:0] inverted;
  logic [Width-1:0]      magnitude;

  assign {magnitude, inverted, negative} = rank_i;
  assign value_o = negative ? -magnitude : magnitude;
  assign index_o = (magnitude == '0) ? '0 : ~inverted;

endmodule
