// The c stream's handshake: a result waits in the output registers until it is taken, and
// the whole pipeline waits with it.
module denim_demm_result #(
    // Accumulators of a column
    parameter  int Rows     = 512,
    // Bits that name an accumulator
    localparam int RowWidth = denim_pkg::index_width(Rows)
) (
    // Clock
    input  logic                clk_i,
    // Synchronous reset, active low
    input  logic                rst_ni,
    // A result reaches the output registers at the end of this cycle, if the pipeline moves
    input  logic                emit_i,
    // Its accumulator
    input  logic [RowWidth-1:0] row_i,
    // The pipeline moves
    output logic                enable_o,
    // The output registers take the result at the end of this cycle
    output logic                load_o,
    // Stream c: valid; does not wait for ready
    output logic                c_valid_o,
    // Stream c: ready
    input  logic                c_ready_i,
    // Stream c: accumulator that the result comes from
    output logic [RowWidth-1:0] c_row_o
);

  logic valid_q;
  logic [RowWidth-1:0] row_q;

  assign enable_o = !valid_q || c_ready_i;
  assign load_o = enable_o && emit_i;
  assign c_valid_o = valid_q;
  assign c_row_o = row_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
    end else if (enable_o) begin
      valid_q <= emit_i;
    end
    if (load_o) begin
      row_q <= row_i;
    end
  end

endmodule
