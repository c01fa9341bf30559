// The tiles of weights of a PE array: which rows are loaded, which tile is used, and who may go on.
// `a` beats bring the rows of a tile, in any order; `b` waits until the tile is whole.
//
// With overlap each PE has registers of its own, into which the first wave of a tile takes the
// weights along: they swap, and the rows may be loaded with the next tile's as soon as that wave
// has left them. Without it the PEs use what is loaded, so the next rows wait until the last wave
// of the tile has left the array.
module denim_nm_tile #(
  parameter  int Rows         = 16,  // Rows of PEs
  parameter  int Patterns     = 1,  // Patterns that a tile may have
  parameter  int Overlap      = 1,  // 1: a tile loads while another is used
  localparam int RowWidth     = denim_pkg::index_width(Rows),  // Bits that name a row
  localparam int PatternWidth = denim_pkg::index_width(Patterns)  // Bits that name a pattern
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic            enable_i,  // The waves move
  input  logic [Rows-1:0] busy_i,  // One bit a row: a wave for which it waits has yet to leave it

  input  logic                    a_valid_i,  // Stream a: valid; ready does not wait for it
  // Stream a: ready, which waits for the row that the beat names
  output logic                    a_ready_o,
  input  logic [RowWidth-1:0]     a_row_i,  // Stream a: row of PEs
  input  logic [PatternWidth-1:0] a_pattern_i,  // Stream a: pattern of the tile
  // Stream a: the tile's sums are the first of their accumulators
  input  logic                    a_first_i,
  // Stream a: the tile's sums are the last of their accumulators
  input  logic                    a_last_i,
  // Stream a: the tile is whole after this beat, which says the three above
  input  logic                    a_whole_i,

  input  logic b_valid_i,  // Stream b: valid; ready does not wait for it
  output logic b_ready_o,  // Stream b: ready
  input  logic b_release_i,  // Stream b: the last wave that uses the tile

  output logic                    load_o,  // An a beat is taken in this cycle
  output logic [Rows-1:0]         load_row_o,  // One bit a row: it is loaded in this cycle
  output logic                    accept_o,  // A wave enters in this cycle
  // A wave enters for which the rows wait: the first of its tile with overlap, else the last
  output logic                    start_o,
  output logic [PatternWidth-1:0] pattern_o,  // Pattern of the wave's tile
  output logic                    first_o,  // The wave's sums are the first of their accumulators
  output logic                    last_o,  // The wave's sums are the last of their accumulators
  output logic                    row_error_o,  // An a beat names a row that is not below Rows
  // An a beat names a row that its tile has named before
  output logic                    twice_error_o,
  // A tile's pattern is not below Patterns; it is taken for 0
  output logic                    pattern_error_o
);

  if (Rows < 1) begin : gen_guard_1
    Rows_must_be_at_least_1 u_stop ();
  end else if (Patterns < 1) begin : gen_guard_2
    Patterns_must_be_at_least_1 u_stop ();
  end else if (Overlap < 0) begin : gen_guard_3
    Overlap_must_be_at_least_0 u_stop ();
  end else if (Overlap > 1) begin : gen_guard_4
    Overlap_must_be_at_most_1 u_stop ();
  end

  // A tile is loaded, and waits for its first wave; without overlap, for its last
  logic                    whole_q;
  // The tile that waves use; without overlap, the one that is loaded
  logic                    used_q;
  logic [Rows-1:0]         loaded_q;  // Rows of the tile that is being loaded
  logic [PatternWidth-1:0] whole_pattern_q;  // What the whole tile says
  logic                    whole_first_q;
  logic                    whole_last_q;
  logic [PatternWidth-1:0] used_pattern_q;  // What the used tile says
  logic                    used_first_q;
  logic                    used_last_q;

  logic            held;
  logic            in_range;
  logic            known;
  logic            begins;
  logic [Rows-1:0] first_row;
  logic [Rows-1:0] row_bit;
  logic [Rows-1:0] awaited;

  // Zero for a row that is not there
  assign first_row = {{(Rows - 1) {1'b0}}, 1'b1};
  assign row_bit = first_row << a_row_i;
  assign in_range = 32'(a_row_i) < Rows;
  assign known = 32'(a_pattern_i) < Patterns;

  // A row that is not there waits for row 0: nothing of the tile before may be left when this one
  // is whole without having been loaded.
  assign awaited = in_range ? row_bit : first_row;

  // With `if`, ready is known in simulation even where no beat is offered and its row is unknown.
  always_comb begin
    held = 1'b0;
    if ((busy_i & awaited) != '0) begin
      held = 1'b1;
    end
  end

  assign a_ready_o = !whole_q && !held && ((Overlap != 0) || enable_i);
  assign load_o = a_valid_i && a_ready_o;
  assign load_row_o = load_o ? row_bit : '0;
  assign row_error_o = load_o && !in_range;
  assign twice_error_o = (load_row_o & loaded_q) != '0;
  assign pattern_error_o = load_o && a_whole_i && !known;

  assign b_ready_o = (whole_q || used_q) && enable_i;
  assign accept_o = b_valid_i && b_ready_o;
  assign begins = accept_o && !used_q;
  assign start_o = (Overlap != 0) ? begins : accept_o && b_release_i;
  assign pattern_o = used_q ? used_pattern_q : whole_pattern_q;
  assign first_o = used_q ? used_first_q : whole_first_q;
  assign last_o = used_q ? used_last_q : whole_last_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      whole_q <= 1'b0;
      used_q <= 1'b0;
      loaded_q <= '0;
    end else begin
      if (load_o && a_whole_i) begin
        whole_q <= 1'b1;
        loaded_q <= '0;
      end else begin
        loaded_q <= loaded_q | load_row_o;
        if (start_o) begin
          whole_q <= 1'b0;
        end
      end
      if (accept_o) begin
        used_q <= (Overlap != 0) && !b_release_i;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (load_o && a_whole_i) begin
      whole_pattern_q <= known ? a_pattern_i : '0;
      whole_first_q <= a_first_i;
      whole_last_q <= a_last_i;
    end
    if (begins) begin
      used_pattern_q <= whole_pattern_q;
      used_first_q <= whole_first_q;
      used_last_q <= whole_last_q;
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && load_o) begin
      // No wave still waits for the row, and the tile is not whole
      assert (((load_row_o & busy_i) == '0) && !whole_q);
    end
  end
`endif

endmodule
