// Marks an element of a block beside those that are marked already.
module denim_tasd_mark #(
  parameter  int Elements   = 8,  // Elements of a block
  localparam int IndexWidth = denim_pkg::index_width(Elements)  // Bits that name an element
) (
  input  logic [Elements-1:0]   marks_i,  // A bit for each element: it is marked already
  // Index of the element to mark with every bit inverted, as it stands in its rank
  input  logic [IndexWidth-1:0] inverted_i,
  output logic [Elements-1:0]   marks_o  // The marks with that one
);

  if (Elements < 2) begin : gen_guard_1
    Elements_must_be_at_least_2 u_stop ();
  end

  assign marks_o = marks_i | (Elements'(1) << ~inverted_i);

endmodule
