// Marks one more element: each index, beside any marks.
`define BENCH "denim_tasd_mark_tb"
module denim_tasd_mark_tb #(
    parameter int Elements = 8
);

  localparam int IndexWidth = denim_pkg::index_width(Elements);

  `include "bench.svh"

  logic [Elements-1:0] marks_i = '0;
  logic [IndexWidth-1:0] inverted_i = '0;
  logic [Elements-1:0] marks_o;

  denim_tasd_mark #(
      .Elements(Elements)
  ) u_dut (
      .marks_i   (marks_i),
      .inverted_i(inverted_i),
      .marks_o   (marks_o)
  );

  task automatic try(input int index, input logic [63:0] marks);
    logic [Elements-1:0] expected;
    marks_i = Elements'(marks);
    inverted_i = IndexWidth'((1 << IndexWidth) - 1 - index);
    settle();
    expected = marks_i;
    expected[index] = 1'b1;
    check_word(64'(marks_o), 64'(expected), "marks_o");
  endtask

  initial begin
    start();
    for (int index = 0; index < Elements; index++) begin
      try(index, 64'd0);
      repeat (500) try(index, random_bits(Elements));
    end
    pass();
  end

endmodule
