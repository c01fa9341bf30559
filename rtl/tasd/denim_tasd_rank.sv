// An element of a block as one unsigned number, its rank: the larger its magnitude, the larger the
// rank; of equal magnitudes the lower index has the larger rank, so that no two of a block are
// equal. From bit 0 up: the sign, the index with every bit inverted, the magnitude.
module denim_tasd_rank #(
  parameter  int Index      = 0,  // Which element of the block this is
  parameter  int Elements   = 8,  // Elements of a block
  parameter  int Width      = 8,  // Width of a value, bits
  localparam int IndexWidth = denim_pkg::index_width(Elements),  // Bits that name an element
  localparam int RankWidth  = Width + IndexWidth + 1  // Width of a rank, bits
) (
  input  logic [Width-1:0]     value_i,  // Value, signed
  output logic [RankWidth-1:0] rank_o  // Rank of the element
);

  if (Index < 0) begin : gen_guard_1
    Index_must_be_at_least_0 u_stop ();
  end else if (Index > Elements - 1) begin : gen_guard_2
    Index_must_be_at_most_Elements_minus_1 u_stop ();
  end else if (Elements < 2) begin : gen_guard_3
    Elements_must_be_at_least_2 u_stop ();
  end else if (Width < 1) begin : gen_guard_4
    Width_must_be_at_least_1 u_stop ();
  end

  logic                  negative;
  // By itself: Yosys 0.23 makes zeros of what stands beside a cast parameter in a concatenation
  logic [IndexWidth-1:0] index;
  logic [Width-1:0]      magnitude;  // Unsigned, so that it holds the least value's magnitude too

  assign negative = value_i[Width-1];
  assign magnitude = negative ? -value_i : value_i;
  assign index = IndexWidth'(Index);
  assign rank_o = {magnitude, ~index, negative};

endmodule
