// A weight as it enters: every position, each with many weights, against what a block of Block
// activations has.
`define BENCH "denim_nm_entry_tb"
module denim_nm_entry_tb #(
    parameter int Width = 8,
    parameter int Block = 4
);

  localparam int IndexWidth = denim_pkg::index_width(Block);
  localparam int Positions = 1 << IndexWidth;

  `include "bench.svh"

  logic valid_i = 1'b0;
  logic [Width-1:0] value_i = '0;
  logic [IndexWidth-1:0] index_i = '0;
  logic [Width-1:0] value_o;
  logic [IndexWidth-1:0] index_o;
  logic range_error_o;

  denim_nm_entry #(
      .Width(Width),
      .Block(Block)
  ) u_dut (
      .valid_i      (valid_i),
      .value_i      (value_i),
      .index_i      (index_i),
      .value_o      (value_o),
      .index_o      (index_o),
      .range_error_o(range_error_o)
  );

  task automatic enter(input int position);
    value_i = Width'(random_bits(Width));
    index_i = IndexWidth'(position);
    valid_i = chance(70);
    settle();
    check_word(64'(value_o), position < Block ? 64'(value_i) : 64'd0, "value_o");
    check_word(64'(index_o), position < Block ? 64'(position) : 64'd0, "index_o");
    check_bit(range_error_o, valid_i && position >= Block, "range_error_o");
    // Nothing comes of an idle stream.
    if (chance(20)) begin
      valid_i = 1'b0;
      value_i = 'x;
      index_i = 'x;
      settle();
      check_bit(range_error_o, 1'b0, "range_error_o of nothing");
    end
    tick();
  endtask

  initial begin
    start();
    repeat (20 + 2000 / Positions) begin
      for (int position = 0; position < Positions; position++) begin
        enter(position);
      end
    end
    pass();
  end

endmodule
