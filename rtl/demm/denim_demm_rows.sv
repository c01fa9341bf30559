// Which rows of the tile are there, as the lanes ask it: those that `b` has brought since the copy
// was last released. The marks of the rows lie in a small RAM, a group of them in a word, so that
// an answer takes a read and two small choices, not a choice of all rows. To release a copy takes
// one cycle, so a bit for each group tells whether its marks count: those of a group that the tile
// has not brought a row of are of an older tile.
module denim_demm_rows #(
  parameter  int Lanes      = 8,  // Lanes that ask
  parameter  int Depth      = 128,  // Rows of a tile, at least 2 where there are two copies
  parameter  int Copies     = 1,  // Copies of the tile, 1 or 2
  localparam int RowWidth   = denim_pkg::index_width(Depth),  // Bits that name a row
  // Marks of a group: there are about as many groups of a copy
  localparam int GroupSize  = 1 << (denim_pkg::index_width(Depth) + 1) / 2,
  // Groups of all copies, group * Copies + copy
  localparam int Groups     = Copies * ((Depth + GroupSize - 1) / GroupSize),
  localparam int GroupWidth = denim_pkg::index_width(Groups)  // Bits that name one of them
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                      write_i,  // A row is brought in this cycle
  input  logic [RowWidth-1:0]       row_i,  // The row, below Depth
  input  logic                      b_copy_i,  // Copy that the row belongs to; not in use
  input  logic                      a_copy_i,  // The copy in use
  // The copy is released: all rows of it go with the end of this cycle
  input  logic                      release_i,
  input  logic [Lanes*RowWidth-1:0] index_i,  // A row of the copy in use for each lane
  // The row is there; of any value for a row that is not below Depth
  output logic [Lanes-1:0]          present_o
);

  if (Lanes < 1) begin : gen_guard_1
    Lanes_must_be_at_least_1 u_stop ();
  end else if (Copies < 1) begin : gen_guard_2
    Copies_must_be_at_least_1 u_stop ();
  end else if (Copies > 2) begin : gen_guard_3
    Copies_must_be_at_most_2 u_stop ();
  end else if (Depth < Copies) begin : gen_guard_4
    Depth_must_be_at_least_Copies u_stop ();
  end

  logic [GroupSize-1:0] marks_q[Groups];
  logic [Groups-1:0]    filled_q;  // A group has marks that count

  logic [GroupWidth-1:0] group;  // Group of the row that is brought
  logic [Groups-1:0]     released;  // Groups of the copy that is released

  assign group = GroupWidth'(32'(row_i) / GroupSize * Copies + (Copies - 1) * 32'(b_copy_i));

  if (Copies == 1) begin : gen_one
    assign released = '1;
  end else begin : gen_two
    assign released = {(Groups / 2) {a_copy_i, !a_copy_i}};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      filled_q <= '0;
    end else begin
      filled_q <= (filled_q & ~(release_i ? released : '0))
          | (write_i ? Groups'(1) << group : '0);
    end
  end

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      marks_q[group] <= (filled_q[group] ? marks_q[group] : '0)
          | (GroupSize'(1) << (32'(row_i) % GroupSize));
    end
  end

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic [RowWidth-1:0]   row;
    logic [GroupWidth-1:0] asked;
    logic [GroupSize-1:0]  word;

    assign row = index_i[l*RowWidth +: RowWidth];
    assign asked = GroupWidth'(32'(row) / GroupSize * Copies + (Copies - 1) * 32'(a_copy_i));
    assign word = marks_q[asked];
    assign present_o[l] = filled_q[asked] && word[32'(row)%GroupSize];
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && write_i) begin
      assert (32'(row_i) < Depth);
    end
  end
`endif

endmodule
