// A lane against its beat of the cycle before: what it reads, that its value is zero where it is
// not used or its row is not there, which error it raises, and that the products are taken until
// they are zero. Every output is known from reset on, though an unused beat's payload is unknown.
`define BENCH "denim_demm_lane_tb"
module denim_demm_lane_tb #(
    parameter int Lane  = 0,
    parameter int Width = 8,
    parameter int Lanes = 8,
    parameter int Depth = 128
);

  localparam int CountWidth = denim_pkg::index_width(Lanes + 1);
  localparam int IndexWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic valid_i = 1'b0;
  logic [CountWidth-1:0] end_i = '0;
  logic [Width-1:0] value_i = '0;
  logic [IndexWidth-1:0] index_i = '0;
  logic [Depth-1:0] present_i = '0;
  logic [Width-1:0] value_o;
  logic [IndexWidth-1:0] index_o;
  logic multiply_o;
  logic range_error_o;
  logic absent_error_o;

  denim_demm_lane #(
      .Lane (Lane),
      .Width(Width),
      .Lanes(Lanes),
      .Depth(Depth)
  ) u_dut (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .enable_i      (enable_i),
      .valid_i       (valid_i),
      .end_i         (end_i),
      .value_i       (value_i),
      .index_i       (index_i),
      .present_i     (present_i),
      .value_o       (value_o),
      .index_o       (index_o),
      .multiply_o    (multiply_o),
      .range_error_o (range_error_o),
      .absent_error_o(absent_error_o)
  );

  // The beat that the lane holds.
  bit used = 1'b0;
  logic [Width-1:0] value;
  int index = 0;
  bit in_range;
  bit adds;
  // The products behind the lane are zero for sure.
  bit products_zero = 1'b0;

  task automatic check_outputs;
    in_range = index < Depth;
    adds = 1'b0;
    if (used && in_range) begin
      adds = present_i[index];
    end
    check_word(64'(value_o), adds ? 64'(value) : 64'd0, "value_o");
    check_bit(multiply_o, enable_i && (adds || !products_zero), "multiply_o");
    check_bit(range_error_o, used && !in_range, "range_error_o");
    check_bit(absent_error_o, used && in_range && !adds, "absent_error_o");
    check(index_o < Depth, "index_o is a row of the tile");
    if (used && in_range) begin
      check_word(64'(index_o), 64'(index), "index_o");
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    // The rows that are there count in the cycle in which the lane reads.
    present_i = Depth'({present_i, random_word()});
    settle();
    check_outputs();
    if (!rst_ni) begin
      used = 1'b0;
      products_zero = 1'b0;
    end else if (enable_i) begin
      used = valid_i && int'(end_i) > Lane;
      products_zero = !adds;
      if (used) begin
        value = value_i;
        index = int'(index_i);
      end
    end
    tick();
  endtask

  initial begin
    start();
    end_i = 'x;
    value_i = 'x;
    index_i = 'x;
    tick();  // reset
    repeat (2) step();
    rst_ni = 1'b1;
    repeat (3) step();
    repeat (3000) begin
      rst_ni = !chance(2);
      enable_i = chance(70);
      valid_i = chance(75);
      end_i = CountWidth'(random_word());
      value_i = Width'(random_bits(Width));
      index_i = IndexWidth'(random_word());
      if (!valid_i && chance(50)) begin
        end_i = 'x;
        value_i = 'x;
        index_i = 'x;
      end
      step();
    end
    pass();
  end

endmodule
