// A signed multiplier without a register.
module denim_product #(
    // Width of the first factor, bits
    parameter int AWidth = 8,
    // Width of the second factor, bits
    parameter int BWidth = 8,
    // Width of the product, bits, at least AWidth + BWidth; wider ones are sign-extended
    parameter int Width  = 32
) (
    // First factor, signed
    input  logic [AWidth-1:0] a_i,
    // Second factor, signed
    input  logic [BWidth-1:0] b_i,
    // Product, signed
    output logic [ Width-1:0] product_o
);

  assign product_o = Width'($signed(a_i)) * Width'($signed(b_i));

endmodule
