// A rank, as denim_tasd_rank makes it, as a pair of value and index. That of a zero is the empty
// pair: value and index 0.
module denim_tasd_pair #(
    // Elements of a block
    parameter  int Elements   = 8,
    // Width of a value, bits
    parameter  int Width      = 8,
    // Bits that name an element
    localparam int IndexWidth = denim_pkg::index_width(Elements),
    // Width of a rank, bits
    localparam int RankWidth  = Width + IndexWidth + 1
) (
    // Rank
    input  logic [ RankWidth-1:0] rank_i,
    // Value, signed
    output logic [     Width-1:0] value_o,
    // Index within the block
    output logic [IndexWidth-1:0] index_o
);

  if (Elements < 2) begin : gen_guard_1
    Elements_must_be_at_least_2 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end

  logic negative;
  logic [IndexWidth-1:0] inverted;
  logic [Width-1:0] magnitude;

  assign {magnitude, inverted, negative} = rank_i;
  assign value_o = negative ? -magnitude : magnitude;
  assign index_o = (magnitude == '0) ? '0 : ~inverted;

endmodule
