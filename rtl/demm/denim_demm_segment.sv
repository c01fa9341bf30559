// A segment of a beat: which accumulator of its bank its sum goes to, carried beside the data through
// the pipeline. A segment that names no accumulator is dropped.
module denim_demm_segment #(
    // Lanes of a beat
    parameter  int Lanes      = 8,
    // Accumulators of a column in the bank
    parameter  int Rows       = 512,
    // Cycles from the a handshake to the sum, at least 2
    parameter  int Stages     = 3,
    // Cycles from the a handshake to where the ends are needed, at least 1
    parameter  int EndStages  = 2,
    // Bits that count the lanes of a beat
    localparam int CountWidth = denim_pkg::index_width(Lanes + 1),
    // Bits that name an accumulator
    localparam int RowWidth   = denim_pkg::index_width(Rows)
) (
    // Clock
    input  logic                  clk_i,
    // Synchronous reset, active low
    input  logic                  rst_ni,
    // The pipeline moves
    input  logic                  enable_i,
    // A beat is taken in this cycle
    input  logic                  accept_i,
    // The segment adds
    input  logic                  used_i,
    // Its first lane
    input  logic [CountWidth-1:0] begin_i,
    // The lane behind its last
    input  logic [CountWidth-1:0] end_i,
    // Its accumulator
    input  logic [  RowWidth-1:0] row_i,
    // It overwrites the accumulator
    input  logic                  first_i,
    // The accumulator leaves
    input  logic                  last_i,
    // The lane behind its last, at most Lanes, EndStages cycles later
    output logic [CountWidth-1:0] end_o,
    // A registered read of the accumulator begins in this cycle, if the pipeline moves; not where the
    // sum overwrites it, nor where forward_o follows
    output logic                  read_o,
    // That accumulator
    output logic [  RowWidth-1:0] read_row_o,
    // The sum is written to the accumulator at the end of this cycle
    output logic                  write_o,
    // That accumulator
    output logic [  RowWidth-1:0] row_o,
    // The sum overwrites it
    output logic                  first_o,
    // The accumulator was written one cycle before, too late for a registered read
    output logic                  forward_o,
    // The sum is also a result
    output logic                  emit_o,
    // The accumulator is not below Rows
    output logic                  range_error_o,
    // Its lanes, used or not, are not in order, or more than there are
    output logic                  end_error_o
);

  logic in_range;
  logic claimed;
  logic valid_d;
  logic too_far;
  logic [CountWidth-1:0] end_d;
  logic written;
  // Stage 1 in the low bits
  logic [Stages-1:0] valid_q;
  logic [Stages-1:0] first_q;
  logic [Stages-1:0] last_q;
  logic [(Stages-1)*RowWidth-1:0] row_q;
  logic [EndStages*CountWidth-1:0] end_q;
  // The last stage by itself: it addresses a memory
  logic [RowWidth-1:0] acc_row_q;
  logic forward_q;

  assign in_range = 32'(row_i) < Rows;
  assign claimed = accept_i && used_i;
  assign valid_d = claimed && in_range;
  assign range_error_o = claimed && !in_range;
  // Not `> Lanes`: that is constant where Lanes is all ones, and Verilator's -Wall refuses it
  assign too_far = 32'(end_i) >= Lanes + 1;
  assign end_d = too_far ? CountWidth'(Lanes) : end_i;
  assign end_error_o = accept_i && (too_far || (end_i < begin_i));

  assign end_o = end_q[(EndStages-1)*CountWidth+:CountWidth];
  assign read_row_o = row_q[(Stages-2)*RowWidth+:RowWidth];
  assign written = valid_q[Stages-1] && (acc_row_q == read_row_o);
  assign read_o = valid_q[Stages-2] && !first_q[Stages-2] && !written;

  assign write_o = enable_i && valid_q[Stages-1];
  assign first_o = first_q[Stages-1];
  assign emit_o = valid_q[Stages-1] && last_q[Stages-1];
  assign row_o = acc_row_q;
  assign forward_o = forward_q;

  // All of it is reset: Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q   <= '0;
      first_q   <= '0;
      last_q    <= '0;
      row_q     <= '0;
      end_q     <= '0;
      acc_row_q <= '0;
      forward_q <= 1'b0;
    end else if (enable_i) begin
      valid_q   <= Stages'({valid_q, valid_d});
      first_q   <= Stages'({first_q, first_i});
      last_q    <= Stages'({last_q, last_i});
      row_q     <= ((Stages - 1) * RowWidth)'({row_q, row_i});
      end_q     <= (EndStages * CountWidth)'({end_q, end_d});
      acc_row_q <= read_row_o;
      forward_q <= written;
    end
  end

endmodule
