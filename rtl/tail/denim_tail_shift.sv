// Divides a product by a power of two: the quotient rounded down, and whether rounding to nearest,
// ties to even, makes it one more.
module denim_tail_shift #(
  parameter int Width      = 49,  // Width of the product and of the quotient, bits
  parameter int ShiftWidth = 6  // Width of the shift, bits
) (
  input  logic clk_i,  // Clock

  // The registers take the quotient at the end of this cycle
  input  logic                  enable_i,
  input  logic [Width-1:0]      product_i,  // Product, signed
  input  logic [ShiftWidth-1:0] shift_i,  // The power of two
  output logic [Width-1:0]      quotient_o,  // Quotient, signed, rounded down, one cycle later
  output logic                  up_o  // The nearest is one more
);

  if (Width < 1) begin : gen_guard_1
    Width_must_be_at_least_1 u_stop ();
  end else if (ShiftWidth < 1) begin : gen_guard_2
    ShiftWidth_must_be_at_least_1 u_stop ();
  end

  logic [Width-1:0] quotient_q;
  logic             up_q;

  // The product with a bit below, which becomes the first that is shifted out
  logic [Width:0] whole;
  logic [Width:0] shifted;
  logic           half;
  logic           more;  // Something was shifted out below that

  assign whole = {product_i, 1'b0};
  assign shifted = $signed(whole) >>> shift_i;
  assign half = shifted[0];
  assign more = |(whole & ~({(Width + 1) {1'b1}} << shift_i));
  assign quotient_o = quotient_q;
  assign up_o = up_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      quotient_q <= shifted[Width:1];
      up_q <= half && (more || shifted[1]);
    end
  end

endmodule
