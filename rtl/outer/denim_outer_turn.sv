// The units' tiles leave one after the other, always in the same order, whatever is complete first:
// all rows of a unit's tile, then those of the next unit. A row waits in the output registers until
// it is taken.
module denim_outer_turn #(
  parameter  int Units     = 4,  // Units
  localparam int UnitWidth = denim_pkg::index_width(Units)  // Bits that name one
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic [Units-1:0]     valid_i,  // A bit a unit: a row waits
  input  logic [Units-1:0]     last_i,  // The unit's row is the last one of its tile
  output logic [Units-1:0]     ready_o,  // The unit's row leaves, if there is one
  output logic [UnitWidth-1:0] unit_o,  // Whose turn it is
  // The output registers take its row at the end of this cycle
  output logic                 load_o,
  output logic                 c_valid_o,  // Stream c: valid; does not wait for ready
  input  logic                 c_ready_i  // Stream c: ready
);

  if (Units < 1) begin : gen_guard_1
    Units_must_be_at_least_1 u_stop ();
  end

  logic [UnitWidth-1:0] turn_q;
  logic                 valid_q;
  logic                 free;

  assign free = !valid_q || c_ready_i;
  assign load_o = valid_i[turn_q] && free;
  assign ready_o = free ? Units'(1) << turn_q : '0;
  assign unit_o = turn_q;
  assign c_valid_o = valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      turn_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (free) begin
        valid_q <= load_o;
      end
      if (load_o && last_i[turn_q]) begin
        turn_q <= (32'(turn_q) == Units - 1) ? '0 : turn_q + UnitWidth'(1);
      end
    end
  end

`ifndef SYNTHESIS
  logic [Units-1:0] waits_q;  // A row that waits stays

  always @(posedge clk_i) begin
    waits_q <= rst_ni ? valid_i & ~ready_o : '0;
    if (rst_ni) begin
      assert (((waits_q & ~valid_i) != '0) !== 1'b1);
    end
  end
`endif

endmodule
