// The tile of B that a decoupled engine works on: whether it is whole, which rows it brought, and
// who may go on. There is one copy, so b and a beats take turns: `b` waits until the tile has been
// released, `a` until it is whole.
//
// A beat that releases the tile reads it one cycle after its handshake, and later under a stall, so
// the next tile's rows are held back until that beat has gone on. Without stalls that costs nothing.
module denim_demm_tile #(
    // Rows of a tile
    parameter  int Depth      = 128,
    // Bits that name a row
    localparam int IndexWidth = denim_pkg::index_width(Depth)
) (
    // Clock
    input  logic                  clk_i,
    // Synchronous reset, active low
    input  logic                  rst_ni,
    // The pipeline behind the a handshake moves
    input  logic                  enable_i,

    // Stream b: valid; ready does not wait for it
    input  logic                  b_valid_i,
    // Stream b: ready
    output logic                  b_ready_o,
    // Stream b: row of the tile
    input  logic [IndexWidth-1:0] b_row_i,
    // Stream b: the tile is whole after this beat
    input  logic                  b_last_i,

    // Stream a: valid; ready does not wait for it
    input  logic                  a_valid_i,
    // Stream a: ready
    output logic                  a_ready_o,
    // Stream a: the last beat that uses the tile
    input  logic                  a_release_i,

    // An a beat is taken in this cycle
    output logic                  accept_o,
    // A row is written in this cycle, at b_row_i
    output logic                  write_o,
    // One bit a row: it has been written since the tile before was released
    output logic [     Depth-1:0] present_o,
    // A b beat names a row that is not below Depth
    output logic                  range_error_o
);

  // The tile is whole: `a` may use it
  logic full_q;
  // The beat that releases the tile has been taken but has not yet read it
  logic leaving_q;
  logic [Depth-1:0] present_q;

  logic b_accept;
  logic in_range;

  assign in_range = 32'(b_row_i) < Depth;
  assign b_ready_o = !full_q && (enable_i || !leaving_q);
  assign b_accept = b_valid_i && b_ready_o;
  assign a_ready_o = full_q && enable_i;
  assign accept_o = a_valid_i && a_ready_o;
  assign write_o = b_accept && in_range;
  assign range_error_o = b_accept && !in_range;
  assign present_o = present_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      full_q    <= 1'b0;
      leaving_q <= 1'b0;
      present_q <= '0;
    end else begin
      if (b_accept && b_last_i) begin
        full_q <= 1'b1;
      end else if (accept_o && a_release_i) begin
        full_q <= 1'b0;
      end
      if (enable_i) begin
        leaving_q <= accept_o && a_release_i;
      end
      if (leaving_q && enable_i) begin
        present_q <= '0;
      end
      // The next tile's first row may come in the cycle in which this one's are forgotten.
      if (write_o) begin
        present_q[b_row_i] <= 1'b1;
      end
    end
  end

endmodule
