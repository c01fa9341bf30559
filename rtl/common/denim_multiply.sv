// A signed multiplier that owns its product register: one DSP block with its output register. The
// hierarchy is kept because Yosys 0.23, flattening, merges multipliers that are not the same.
(* keep_hierarchy *)
module denim_multiply #(
    // Width of the first factor, bits
    parameter int AWidth = 8,
    // Width of the second factor, bits
    parameter int BWidth = 8,
    // Width of the product, bits, at least AWidth + BWidth; wider ones are sign-extended, which
    // costs wires only
    parameter int Width  = 32
) (
    // Clock
    input  logic              clk_i,
    // The product is taken at the end of this cycle
    input  logic              enable_i,
    // First factor, signed
    input  logic [AWidth-1:0] a_i,
    // Second factor, signed
    input  logic [BWidth-1:0] b_i,
    // Product, signed, one cycle later
    output logic [ Width-1:0] product_o
);

  logic [Width-1:0] product_q;

  assign product_o = product_q;

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      product_q <= Width'($signed(a_i)) * Width'($signed(b_i));
    end
  end

endmodule
