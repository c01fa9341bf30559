// Division by a power of two, held against its definition: twice the remainder against the divisor. The
// quotient and the rounding are those of the nearest, ties to even, for products around every tie.
`define BENCH "denim_tail_shift_tb"
module denim_tail_shift_tb #(
    parameter int Width      = 49,
    parameter int ShiftWidth = 6
);

  // Wide enough for every sum in here.
  localparam int Wide = 2 * Width + (1 << ShiftWidth) + 8;

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [Width-1:0] product_i = '0;
  logic [ShiftWidth-1:0] shift_i = '0;
  logic [Width-1:0] quotient_o;
  logic up_o;

  denim_tail_shift #(
      .Width     (Width),
      .ShiftWidth(ShiftWidth)
  ) u_dut (
      .clk_i     (clk_i),
      .enable_i  (enable_i),
      .product_i (product_i),
      .shift_i   (shift_i),
      .quotient_o(quotient_o),
      .up_o      (up_o)
  );

  logic signed [Wide-1:0] product;
  logic signed [Wide-1:0] quotient;
  logic signed [Wide-1:0] divisor;
  logic signed [Wide-1:0] remainder;

  function automatic logic [Width-1:0] random_product();
    random_product = Width'({random_word(), random_word(), random_word()});
    // Often a small one, or one with zeros below.
    if (chance(40)) begin
      random_product = Width'($signed(random_product) >>> random_below(Width));
    end
    if (chance(40)) begin
      random_product = random_product << random_below(Width);
    end
  endfunction

  task automatic check_outputs;
    settle();
    check(quotient_o === quotient[Width-1:0], "quotient_o");
    check_bit(up_o, 2 * remainder > divisor || (2 * remainder == divisor && quotient[0]), "up_o");
  endtask

  task automatic try(input logic [Width-1:0] value, input int shift);
    product = Wide'($signed(value));
    divisor = Wide'(1) <<< shift;
    // By halves, so that no operator of the leaf is used again; % and / round towards zero.
    quotient = product / divisor;
    remainder = product % divisor;
    if (remainder < 0) begin
      quotient = quotient - 1;
      remainder = remainder + divisor;
    end
    product_i = value;
    shift_i = ShiftWidth'(shift);
    enable_i = 1'b1;
    tick();
    check_outputs();
    // Held, now and then for several cycles, whatever comes.
    enable_i = 1'b0;
    for (int held = chance(25) ? 3 : 0; held >= 0; held--) begin
      product_i = (held == 0) ? ~value : random_product();
      shift_i = ShiftWidth'(random_word());
      tick();
      check_outputs();
    end
  endtask

  logic [Width-1:0] wide_word;

  initial begin
    start();
    for (int shift = 0; shift < (1 << ShiftWidth); shift++) begin
      // Around ties on both sides of zero.
      for (int k = -4; k <= 4; k++) begin
        if (shift > 0 && shift + 3 < Width) begin
          wide_word = Width'((Wide'(k) <<< shift) + (Wide'(1) <<< (shift - 1)));
          try(wide_word, shift);
          try(wide_word + 1'b1, shift);
          try(wide_word - 1'b1, shift);
        end
        try(Width'(k), shift);
      end
      try({1'b1, {(Width - 1) {1'b0}}}, shift);
      try({1'b0, {(Width - 1) {1'b1}}}, shift);
      repeat (160) try(random_product(), shift);
    end
    pass();
  end

endmodule
