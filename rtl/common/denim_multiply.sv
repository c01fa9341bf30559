// A signed multiplier that owns its product register: the registers of a DSP block. The product is
// cleared, not masked, where it is not wanted, so that an unknown factor cannot spread.
module denim_multiply #(
    // Width of the first factor, bits
    parameter  int AWidth       = 8,
    // Width of the second factor, bits
    parameter  int BWidth       = 8,
    // Width of the product, bits
    localparam int ProductWidth = AWidth + BWidth
) (
    // Clock
    input  logic                    clk_i,
    // The pipeline moves
    input  logic                    enable_i,
    // The product is 0 whatever the factors are
    input  logic                    clear_i,
    // First factor, signed
    input  logic [      AWidth-1:0] a_i,
    // Second factor, signed
    input  logic [      BWidth-1:0] b_i,
    // Product, signed, one cycle later
    output logic [ProductWidth-1:0] product_o
);

  logic signed [ProductWidth-1:0] product_q;

  assign product_o = product_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      if (clear_i) begin
        product_q <= '0;
      end else begin
        product_q <= ProductWidth'($signed(a_i)) * ProductWidth'($signed(b_i));
      end
    end
  end

endmodule
