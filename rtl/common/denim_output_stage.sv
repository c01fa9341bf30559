// The c stream's handshake: a result waits in the output registers until it is taken, and the
// pipeline waits with it as soon as it has another one. A beat of `c` carries one row.
module denim_output_stage #(
  parameter  int Banks        = 4,  // Banks of accumulators; a power of two, at most 8
  parameter  int BankRows     = 128,  // Accumulators of a column in a bank
  localparam int BankWidth    = denim_pkg::index_width(Banks),  // Bits that name a bank
  // Bits that name an accumulator of a bank
  localparam int BankRowWidth = denim_pkg::index_width(BankRows),
  // Bits that name any accumulator
  localparam int RowWidth     = denim_pkg::index_width(Banks * BankRows)
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  // One bit a bank: its result reaches the output registers at the end of this cycle, if the
  // pipeline moves; at most one of them
  input  logic [Banks-1:0]              emit_i,
  input  logic [Banks*BankRowWidth-1:0] row_i,  // Accumulator of each bank's result, bank 0 lowest
  output logic                          enable_o,  // The pipeline moves
  // The output registers take a result at the end of this cycle
  output logic                          load_o,
  output logic [BankWidth-1:0]          bank_o,  // Bank of the result, the lowest if there are more
  output logic                          many_error_o,  // More than one bank has a result
  output logic                          c_valid_o,  // Stream c: valid; does not wait for ready
  input  logic                          c_ready_i,  // Stream c: ready
  // Stream c: accumulator that the result comes from, BankRow * Banks + Bank
  output logic [RowWidth-1:0]           c_row_o
);

  if (Banks != 2 ** $clog2(Banks)) begin : gen_guard_1
    Banks_must_be_a_power_of_two u_stop ();
  end else if (Banks > 8) begin : gen_guard_2
    Banks_must_be_at_most_8 u_stop ();
  end else if (BankRows < 1) begin : gen_guard_3
    BankRows_must_be_at_least_1 u_stop ();
  end

  logic                valid_q;
  logic [RowWidth-1:0] row_q;

  logic                 emits;
  logic                 free;
  logic [BankWidth-1:0] bank;  // The lowest bank that has a result

  assign emits = |emit_i;
  assign free = !valid_q || c_ready_i;
  assign many_error_o = |(emit_i & (emit_i - 1));

  assign enable_o = !emits || free;
  assign load_o = emits && free;
  assign bank_o = bank;
  assign c_valid_o = valid_q;
  assign c_row_o = row_q;

  always_comb begin
    bank = '0;
    for (int i = Banks - 1; i >= 0; i--) begin
      if (emit_i[i]) begin
        bank = BankWidth'(i);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
    end else if (free) begin
      valid_q <= emits;
    end
    if (load_o) begin
      row_q <= RowWidth'(32'(row_i[32'(bank)*BankRowWidth +: BankRowWidth]) * Banks + 32'(bank));
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && load_o) begin
      // A beat of c that waits is not overwritten
      assert (!c_valid_o || c_ready_i);
    end
  end
`endif

endmodule
