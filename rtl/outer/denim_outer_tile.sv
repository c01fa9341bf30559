// A complete tile changes places with the one that leaves: as soon as the rows of the tile before
// have left, it is handed over, and its rows leave, the last one first. Until then the unit stands
// still behind the complete tile.
module denim_outer_tile #(
  parameter  int Rows     = 32,  // Rows of a tile
  localparam int RowWidth = denim_pkg::index_width(Rows)  // Bits that name one
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  // The tile is complete at the end of this cycle, if the unit moves
  input  logic                complete_i,
  output logic                enable_o,  // The unit moves
  // The complete tile is handed over at the end of this cycle
  output logic                hand_over_o,
  output logic                valid_o,  // A row waits to leave; does not wait for ready_i
  input  logic                ready_i,  // The row that is offered leaves
  output logic [RowWidth-1:0] row_o,  // Number of that row
  output logic                last_o  // The row is the last one to leave
);

  if (Rows < 1) begin : gen_guard_1
    Rows_must_be_at_least_1 u_stop ();
  end

  logic                complete_q;  // A tile is complete and not handed over
  logic                leaves_q;  // A tile has been handed over and has rows left
  logic [RowWidth-1:0] row_q;

  assign enable_o = !(complete_q && leaves_q);
  assign hand_over_o = complete_q && !leaves_q;
  assign valid_o = leaves_q;
  assign row_o = row_q;
  assign last_o = row_q == 0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      complete_q <= 1'b0;
      leaves_q <= 1'b0;
      row_q <= '0;
    end else begin
      if (enable_o) begin
        complete_q <= complete_i;
      end
      if (hand_over_o) begin
        leaves_q <= 1'b1;
        row_q <= RowWidth'(Rows - 1);
      end else if (leaves_q && ready_i) begin
        leaves_q <= !last_o;
        row_q <= row_q - RowWidth'(1);
      end
    end
  end

`ifndef SYNTHESIS
  logic                waits_q;  // A row that waits stays
  logic [RowWidth-1:0] row_before_q;

  always @(posedge clk_i) begin
    waits_q <= rst_ni && valid_o && !ready_i;
    row_before_q <= row_o;
    if (rst_ni && waits_q) begin
      assert (valid_o && row_o === row_before_q);
    end
  end
`endif

endmodule
