// Which rows of the tile are there, as one lane asks it. The marks of the rows lie in groups in a
// RAM beside the lane, so that the answer takes a read and two small choices, not a choice of all
// rows. The marks of a group that its tile has not filled are of an older tile, and do not count.
module denim_demm_rows #(
    // Rows of a tile, at least 2 where there are two copies
    parameter  int Depth      = 128,
    // Copies of the tile, 1 or 2
    parameter  int Copies     = 1,
    // Marks of a group
    parameter  int GroupSize  = 16,
    // Groups of a copy
    parameter  int CopyGroups = 8,
    // Bits that name a row of a copy: row * Copies + copy
    localparam int IndexWidth = denim_pkg::index_width(Copies * Depth),
    // Bits that name a group of a copy: group * Copies + copy
    localparam int GroupWidth = denim_pkg::index_width(Copies * CopyGroups)
) (
    // Clock
    input  logic                         clk_i,
    // The marks of a group are written
    input  logic                         write_i,
    // The group
    input  logic [       GroupWidth-1:0] write_group_i,
    // Its marks, a bit a row
    input  logic [        GroupSize-1:0] write_marks_i,
    // A bit a group: it has been written since its copy was last released
    input  logic [Copies*CopyGroups-1:0] filled_i,
    // Row of a copy
    input  logic [       IndexWidth-1:0] index_i,
    // It is there; of any value for a row that no tile can have
    output logic                         present_o
);

  if (Copies < 1) begin : gen_guard_1
    Copies_must_be_at_least_1 u_stop ();
  end else if (Copies > 2) begin : gen_guard_2
    Copies_must_be_at_most_2 u_stop ();
  end else if (Depth < Copies) begin : gen_guard_3
    Depth_must_be_at_least_Copies u_stop ();
  end else if (GroupSize < 1) begin : gen_guard_4
    GroupSize_must_be_at_least_1 u_stop ();
  end else if (Depth > GroupSize * CopyGroups) begin : gen_guard_5
    Depth_must_be_at_most_GroupSize_times_CopyGroups u_stop ();
  end

  logic [GroupSize-1:0] marks_q[Copies*CopyGroups];
  logic [GroupSize-1:0] marks;
  logic [GroupWidth-1:0] group;

  assign group = GroupWidth'(32'(index_i) / (Copies * GroupSize) * Copies + 32'(index_i) % Copies);
  assign marks = marks_q[group];
  assign present_o = filled_i[group] && marks[(32'(index_i)/Copies)%GroupSize];

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      marks_q[write_group_i] <= write_marks_i;
    end
  end

endmodule
