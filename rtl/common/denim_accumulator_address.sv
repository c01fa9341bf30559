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

  logic in_range;
  logic claimed;
  logic valid_d;
  logic written;
  // Stage 1 in the low bits
  logic [Stages-1:0] valid_q;
  logic [Stages-1:0] first_q;
  logic [Stages-1:0] last_q;
  logic [(Stages-1)*RowWidth-1:0] row_q;
  // The last stage by itself: it addresses a memory
  logic [RowWidth-1:0] acc_row_q;
  logic forward_q;

  assign in_range = 32'(row_i) < Rows;
  assign claimed = accept_i && used_i;
  assign valid_d = claimed && in_range;
  assign range_error_o = claimed && !in_range;

  assign read_row_o = row_q[(Stages-2)*RowWidth+:RowWidth];
  assign written = valid_q[Stages-1] && (acc_row_q == read_row_o);
  assign read_o = valid_q[Stages-2] && !first_q[Stages-2] && !written;

  assign write_o = enable_i && valid_q[Stages-1];
  assign first_o = first_q[Stages-1];
  assign emit_o = valid_q[Stages-1] && last_q[Stages-1];
  assign row_o = acc_row_q;
  assign forward_o = forward_q;

  // All of it is reset: Yosys 0.23 makes shift-register LUTs of what is not, and loses their
  // enable.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q   <= '0;
      first_q   <= '0;
      last_q    <= '0;
      row_q     <= '0;
      acc_row_q <= '0;
      forward_q <= 1'b0;
    end else if (enable_i) begin
      valid_q   <= Stages'({valid_q, valid_d});
      first_q   <= Stages'({first_q, first_i});
      last_q    <= Stages'({last_q, last_i});
      acc_row_q <= read_row_o;
      forward_q <= written;
      row_q[0+:RowWidth] <= row_i;
      for (int i = 1; i < Stages - 1; i++) begin
        row_q[i*RowWidth+:RowWidth] <= row_q[(i-1)*RowWidth+:RowWidth];
      end
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
