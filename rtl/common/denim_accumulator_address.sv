// The destination of a sum: which accumulator it goes to, carried beside the data through the
// pipeline, and what a registered read of that accumulator needs. A sum that names none is dropped.
module denim_accumulator_address #(
  parameter  int Rows     = 512,  // Accumulators of a column
  parameter  int Stages   = 3,  // Cycles from where the destination is taken to the sum, at least 2
  localparam int RowWidth = denim_pkg::index_width(Rows)  // Bits that name an accumulator
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                enable_i,  // The pipeline moves
  input  logic                accept_i,  // A destination is taken if the pipeline moves
  input  logic                used_i,  // There is a sum to add
  input  logic [RowWidth-1:0] row_i,  // Accumulator of that sum
  input  logic                first_i,  // The sum overwrites the accumulator
  input  logic                last_i,  // The accumulator leaves
  // A registered read of the accumulator begins in this cycle, if the pipeline moves; not where
  // the sum overwrites it, nor where forward_o follows
  output logic                read_o,
  output logic [RowWidth-1:0] read_row_o,  // Accumulator that is read
  // The sum is written to the accumulator at the end of this cycle
  output logic                write_o,
  output logic [RowWidth-1:0] row_o,  // Accumulator that the sum goes to
  output logic                first_o,  // The sum overwrites it
  // The accumulator was written one cycle before, too late for a registered read
  output logic                forward_o,
  output logic                emit_o,  // The sum is also a result
  output logic                range_error_o  // The accumulator is not below Rows
);

  if (Rows < 1) begin : gen_guard_1
    Rows_must_be_at_least_1 u_stop ();
  end else if (Stages < 2) begin : gen_guard_2
    Stages_must_be_at_least_2 u_stop ();
  end

  // Bits of a stage: a sum is there, and what its destination says
  localparam int StageWidth = RowWidth + 3;

  logic                         in_range;
  logic                         claimed;
  // Stage 1 in the low bits; all of it is reset: Yosys 0.23 makes shift-register LUTs of what is
  // not, and loses their enable
  logic [Stages*StageWidth-1:0] stages_q;
  logic                         forward_q;

  logic next_valid;  // The last stage but one has a sum
  logic next_first;
  logic unused_next_last;
  logic valid;  // The last stage has a sum
  logic last;
  logic written;

  assign in_range = 32'(row_i) < Rows;
  assign claimed = accept_i && used_i;
  assign range_error_o = claimed && !in_range;

  assign {next_valid, next_first, unused_next_last, read_row_o} =
      stages_q[(Stages-2)*StageWidth +: StageWidth];
  assign {valid, first_o, last, row_o} = stages_q[(Stages-1)*StageWidth +: StageWidth];
  assign written = valid && (row_o == read_row_o);
  assign read_o = next_valid && !next_first && !written;
  assign write_o = enable_i && valid;
  assign emit_o = valid && last;
  assign forward_o = forward_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      stages_q <= '0;
      forward_q <= 1'b0;
    end else if (enable_i) begin
      stages_q <= $bits(stages_q)'({stages_q, claimed && in_range, first_i, last_i, row_i});
      forward_q <= written;
    end
  end

`ifndef SYNTHESIS
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
