// The rows that are there, as a lane asks, against a model of the marks: a question is asked of every
// row in every cycle, whatever was written before and whichever groups count.
`define BENCH "denim_demm_rows_tb"
module denim_demm_rows_tb #(
    parameter int Depth      = 128,
    parameter int Copies     = 1,
    parameter int GroupSize  = 16,
    parameter int CopyGroups = 8
);

  localparam int Groups = Copies * CopyGroups;
  localparam int IndexWidth = denim_pkg::index_width(Copies * Depth);
  localparam int GroupWidth = denim_pkg::index_width(Groups);

  `include "bench.svh"

  logic write_i = 1'b0;
  logic [GroupWidth-1:0] write_group_i = '0;
  logic [GroupSize-1:0] write_marks_i = '0;
  logic [Groups-1:0] filled_i = '0;
  logic [IndexWidth-1:0] index_i = '0;
  logic present_o;

  denim_demm_rows #(
      .Depth     (Depth),
      .Copies    (Copies),
      .GroupSize (GroupSize),
      .CopyGroups(CopyGroups)
  ) u_dut (
      .clk_i        (clk_i),
      .write_i      (write_i),
      .write_group_i(write_group_i),
      .write_marks_i(write_marks_i),
      .filled_i     (filled_i),
      .index_i      (index_i),
      .present_o    (present_o)
  );

  logic [GroupSize-1:0] marks[Groups];
  bit   [   Groups-1:0] written = '0;
  int                   yes = 0;
  int                   no = 0;

  // Row r of copy c is Copies * r + c, its group Copies * (r / GroupSize) + c.
  task automatic ask(input int row, input int copy);
    int group;
    bit expected;
    index_i = IndexWidth'(row * Copies + copy);
    settle();
    group = row / GroupSize * Copies + copy;
    expected = filled_i[group] && marks[group][row%GroupSize];
    check_bit(present_o, expected, "present_o");
    yes = yes + int'(expected);
    no = no + int'(!expected);
  endtask

  initial begin
    start();
    for (int i = 0; i < Groups; i++) begin
      marks[i] = '0;
    end
    repeat (1200) begin
      write_i = chance(60);
      write_group_i = GroupWidth'(random_below(Groups));
      write_marks_i = GroupSize'(random_bits(GroupSize));
      // Never a group that no tile has written: its marks are unknown.
      filled_i = Groups'(random_bits(Groups)) & written;
      for (int row = 0; row < Depth; row++) begin
        for (int copy = 0; copy < Copies; copy++) begin
          ask(row, copy);
        end
      end
      if (write_i) begin
        marks[write_group_i] = write_marks_i;
        written[write_group_i] = 1'b1;
      end
      if (!write_i && chance(50)) begin
        write_group_i = 'x;
        write_marks_i = 'x;
      end
      tick();
    end
    check(yes > 20, "rows were there");
    check(no > 20, "rows were not there");
    pass();
  end

endmodule
