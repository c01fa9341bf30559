// The destination of a sum: which accumulator it goes to, carried beside the data through the
// pipeline, and what a registered read of that accumulator needs. A sum that names none is dropped.
module denim_accumulator_address #(
    // Accumulators of a column
    parameter  int Rows     = 512,
    // Cycles from where the destination is taken to the sum, at least 2
    parameter  int Stages   = 3,
    // Bits that name an accumulator
    localparam int RowWidth = denim_pkg::index_width(Rows)
) (
    // Clock
    input  logic                clk_i,
    // Synchronous reset, active low
    input  logic                rst_ni,
    // The pipeline moves
    input  logic                enable_i,
    // A destination is taken in this cycle
    input  logic                accept_i,
    // There is a sum to add
    input  logic                used_i,
    // Its accumulator
    input  logic [RowWidth-1:0] row_i,
    // It overwrites the accumulator
    input  logic                first_i,
    // The accumulator leaves
    input  logic                last_i,
    // A registered read of the accumulator begins in this cycle, if the pipeline moves; not where
    // the sum overwrites it, nor where forward_o follows
    output logic                read_o,
    // That accumulator
    output logic [RowWidth-1:0] read_row_o,
    // The sum is written to the accumulator at the end of this cycle
    output logic                write_o,
    // That accumulator
    output logic [RowWidth-1:0] row_o,
    // The sum overwrites it
    output logic                first_o,
    // The accumulator was written one cycle before, too late for a registered read
    output logic                forward_o,
    // The sum is also a result
    output logic                emit_o,
    // The accumulator is not below Rows
    output logic                range_error_o
);

  if (Rows < 1) begin : gen_guard_1
    Rows_must_be_at_least_1 u_stop ();
  end else if (Stages < 2) begin : gen_guard_2
    Stages_must_be_at_least_2 u_stop ();
  end

  // Bits of a stage: a sum is there, and what its destination says
  localparam int StageWidth = RowWidth + 3;

  logic in_range;
  logic claimed;
  // Stage 1 in the low bits; all of it is reset: Yosys 0.23 makes shift-register LUTs of what is
  // not, and loses their enable
  logic [Stages*StageWidth-1:0] stages_q;
  logic forward_q;

  // Of the last stage but one
  logic next_valid;
  logic next_first;
  logic unused_next_last;
  // Of the last stage
  logic valid;
  logic last;
  logic written;

  assign in_range = 32'(row_i) < Rows;
  assign claimed = accept_i && used_i;
  assign range_error_o = claimed && !in_range;

  assign {next_valid, next_first, unused_next_last, read_row_o} =
      stages_q[(Stages-2)*StageWidth+:StageWidth];
  assign {valid, first_o, last, row_o} = stages_q[(Stages-1)*StageWidth+:StageWidth];
  assign written = valid && (row_o == read_row_o);
  assign read_o = next_valid && !next_first && !written;
  assign write_o = enable_i && valid;
  assign emit_o = valid && last;
  assign forward_o = forward_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      stages_q  <= '0;
      forward_q <= 1'b0;
    end else if (enable_i) begin
      stages_q  <= $bits(stages_q)'({stages_q, claimed && in_range, first_i, last_i, row_i});
      forward_q <= written;
    end
  end

`ifndef SYNTHESIS
  // Not always_ff, in which Icarus will have no assertion
  always @(posedge clk_i) begin
    if (rst_ni && read_o) begin
      assert (32'(read_row_o) < Rows);
    end
    if (rst_ni && write_o) begin
      assert (32'(row_o) < Rows);
    end
  end
`endif

endmodule
