// The destination of a sum where accumulators are read, added to and written in cycles of their own.
// A read begins too early to find the sums of the beats just before, so this says where else they
// are: the accumulator may be named by every beat, and nothing waits.
module denim_accumulator_pipeline #(
  parameter  int Rows       = 512,  // Accumulators of a column
  // Cycles from where the destination is taken to the write, more than ReadCycles, at least 4
  parameter  int Stages     = 6,
  // Cycles from the begin of a read to the write: 2, and one for each register behind the read
  parameter  int ReadCycles = 4,
  localparam int RowWidth   = denim_pkg::index_width(Rows)  // Bits that name an accumulator
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                  enable_i,  // The pipeline moves
  input  logic                  accept_i,  // A destination is taken if the pipeline moves
  input  logic                  used_i,  // There is a sum to add
  input  logic [RowWidth-1:0]   row_i,  // Accumulator of that sum
  input  logic                  first_i,  // The sum overwrites the accumulator
  input  logic                  last_i,  // The accumulator leaves
  // A read of the accumulator begins in this cycle, if the pipeline moves; not where the sum
  // overwrites it, nor where it is written in this cycle
  output logic                  read_o,
  output logic [RowWidth-1:0]   read_row_o,  // Accumulator that is read
  // Two cycles before the write, what the sum will be added to: nothing, or bit i, what was written
  // i cycles ago, the lowest first, where bit 0 is written in this cycle, or what was read
  output logic                  first_o,
  output logic [ReadCycles-2:0] forward_o,
  output logic                  again_o,  // The cycle after: no, the sum of the beat just before
  // The sum is written to the accumulator at the end of this cycle
  output logic                  write_o,
  output logic [RowWidth-1:0]   row_o,  // Accumulator that the sum goes to
  output logic                  emit_o,  // The sum is also a result
  output logic                  range_error_o  // The accumulator is not below Rows
);

  if (Rows < 1) begin : gen_guard_1
    Rows_must_be_at_least_1 u_stop ();
  end else if (ReadCycles < 2) begin : gen_guard_2
    ReadCycles_must_be_at_least_2 u_stop ();
  end else if (Stages < 4) begin : gen_guard_3
    Stages_must_be_at_least_4 u_stop ();
  end else if (Stages < ReadCycles + 1) begin : gen_guard_4
    Stages_must_be_at_least_ReadCycles_plus_1 u_stop ();
  end

  // Bits of a stage: a sum is there, and what its destination says
  localparam int StageWidth = RowWidth + 3;
  // Cycles before the write in which beats are compared: early enough that what follows of it comes
  // out of registers
  localparam int Compare    = (ReadCycles < 3) ? 3 : ReadCycles;

  logic                                  in_range;
  logic                                  claimed;
  // Stage 1 in the low bits; all of it is reset: Yosys 0.23 makes shift-register LUTs of what is
  // not, and loses their enable
  logic [Stages*StageWidth-1:0]          stages_q;
  // Of the beats on their way from where they are compared: that of i beats before goes to the same
  // accumulator
  logic [Compare-2:0]                    again_q;
  logic [(Compare-2)*(ReadCycles-1)-1:0] forward_q;

  logic                unused_compares_valid;  // What is no sum is not written
  logic                compares_first;
  logic                unused_compares_last;
  logic [RowWidth-1:0] compares_row;
  logic [ReadCycles:1] same;  // The beat of i before goes to the same accumulator
  logic                reads_valid;
  logic                reads_first;
  logic                unused_reads_last;
  logic                selects_valid;
  logic                selects_first;
  logic                unused_selects_last;
  logic [RowWidth-1:0] unused_selects_row;
  logic                valid;
  logic                unused_first;
  logic                last;

  assign in_range = 32'(row_i) < Rows;
  assign claimed = accept_i && used_i;
  assign range_error_o = claimed && !in_range;

  assign {unused_compares_valid, compares_first, unused_compares_last, compares_row} =
      stages_q[(Stages-Compare-1)*StageWidth +: StageWidth];
  assign {reads_valid, reads_first, unused_reads_last, read_row_o} =
      stages_q[(Stages-ReadCycles-1)*StageWidth +: StageWidth];
  assign {selects_valid, selects_first, unused_selects_last, unused_selects_row} =
      stages_q[(Stages-3)*StageWidth +: StageWidth];
  assign {valid, unused_first, last, row_o} = stages_q[(Stages-1)*StageWidth +: StageWidth];

  for (genvar i = 1; i <= ReadCycles; i++) begin : gen_same
    logic                before_valid;
    logic                unused_before_first;
    logic                unused_before_last;
    logic [RowWidth-1:0] before_row;

    assign {before_valid, unused_before_first, unused_before_last, before_row} =
        stages_q[(Stages-Compare-1+i)*StageWidth +: StageWidth];
    assign same[i] = !compares_first && before_valid && (before_row == compares_row);
  end

  assign read_o = reads_valid && !reads_first && !(valid && (row_o == read_row_o));
  assign first_o = selects_valid && selects_first;
  assign forward_o = forward_q[(Compare-3)*(ReadCycles-1) +: ReadCycles - 1];
  assign again_o = again_q[Compare-2];
  assign write_o = enable_i && valid;
  assign emit_o = valid && last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      stages_q <= '0;
      again_q <= '0;
      forward_q <= '0;
    end else if (enable_i) begin
      stages_q <= $bits(stages_q)'({stages_q, claimed && in_range, first_i, last_i, row_i});
      again_q <= $bits(again_q)'({again_q, same[1]});
      forward_q <= $bits(forward_q)'({forward_q, same[ReadCycles:2]});
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
