// The tile of B that a decoupled engine works on: whether it is whole, and who may go on. With one
// copy, b and a beats take turns: `b` waits until the tile has been released, `a` until it is
// whole. With two, which alternate, the next tile loads while one is used.
//
// A beat that releases the tile reads it one cycle after its handshake, and later under a stall, so
// the next rows for that copy are held back until that beat has gone on. An asynchronous read may
// go with the first of those writes, for it sees the old value; a registered read must be through.
module denim_demm_tile #(
  parameter  int Depth       = 128,  // Rows of a tile, at least 2 where there are two copies
  parameter  int Copies      = 1,  // Copies of the tile, 1 or 2
  parameter  int ReadLatency = 0,  // 1: the tile's memory has a registered read
  localparam int IndexWidth  = denim_pkg::index_width(Depth)  // Bits that name a row
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic enable_i,  // The pipeline behind the a handshake moves

  input  logic                  b_valid_i,  // Stream b: valid; ready does not wait for it
  output logic                  b_ready_o,  // Stream b: ready
  input  logic [IndexWidth-1:0] b_row_i,  // Stream b: row of the tile
  input  logic                  b_last_i,  // Stream b: the tile is whole after this beat

  input  logic a_valid_i,  // Stream a: valid; ready does not wait for it
  output logic a_ready_o,  // Stream a: ready
  input  logic a_release_i,  // Stream a: the last beat that uses the tile

  // An a beat is there that the tile may be used by: it is taken if the pipeline moves. What moves
  // with the pipeline goes by this, and so does not wait for enable_i twice
  output logic offer_o,
  output logic a_copy_o,  // Copy that a beats use
  output logic write_o,  // A row is written in this cycle, at b_row_i
  output logic b_copy_o,  // Copy that b beats load
  output logic release_o,  // The copy that a beats use is released in this cycle
  output logic range_error_o  // A b beat names a row that is not below Depth
);

  if (Copies < 1) begin : gen_guard_1
    Copies_must_be_at_least_1 u_stop ();
  end else if (Copies > 2) begin : gen_guard_2
    Copies_must_be_at_most_2 u_stop ();
  end else if (Depth < Copies) begin : gen_guard_3
    Depth_must_be_at_least_Copies u_stop ();
  end else if (ReadLatency < 0) begin : gen_guard_4
    ReadLatency_must_be_at_least_0 u_stop ();
  end else if (ReadLatency > 1) begin : gen_guard_5
    ReadLatency_must_be_at_most_1 u_stop ();
  end

  logic [1:0] full_q;  // One bit a copy: it is whole, and `a` may use it
  logic       a_copy_q;
  logic       b_copy_q;
  // The beat that releases leaving_copy_q has been taken but has not yet read it
  logic       leaving_q;
  logic       leaving_copy_q;

  logic accept;
  logic b_accept;
  logic held;
  logic in_range;

  assign in_range = 32'(b_row_i) < Depth;
  assign held = leaving_q && (leaving_copy_q == b_copy_q) && ((ReadLatency != 0) || !enable_i);
  assign b_ready_o = !full_q[b_copy_q] && !held;
  assign b_accept = b_valid_i && b_ready_o;
  assign a_ready_o = full_q[a_copy_q] && enable_i;
  assign offer_o = a_valid_i && full_q[a_copy_q];
  assign accept = a_valid_i && a_ready_o;
  assign a_copy_o = a_copy_q;
  assign write_o = b_accept && in_range;
  assign b_copy_o = b_copy_q;
  assign range_error_o = b_accept && !in_range;
  assign release_o = accept && a_release_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      full_q <= '0;
      a_copy_q <= 1'b0;
      b_copy_q <= 1'b0;
      leaving_q <= 1'b0;
      leaving_copy_q <= 1'b0;
    end else begin
      if (b_accept && b_last_i) begin
        full_q[b_copy_q] <= 1'b1;
        b_copy_q <= (Copies == 2) && !b_copy_q;
      end
      if (release_o) begin
        full_q[a_copy_q] <= 1'b0;
        a_copy_q <= (Copies == 2) && !a_copy_q;
      end
      if (enable_i) begin
        leaving_q <= release_o;
        leaving_copy_q <= a_copy_q;
      end
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && write_o) begin
      // The copy is not in use
      assert (!full_q[b_copy_q]);
    end
    if (rst_ni && write_o && leaving_q && ((ReadLatency != 0) || !enable_i)) begin
      // No beat has yet to read the row
      assert (leaving_copy_q != b_copy_q);
    end
  end
`endif

endmodule
