// The end of a segment of a beat: the lane behind its last, carried beside the data through the
// pipeline to where the sum of the lanes below it is chosen.
module denim_demm_end #(
  parameter  int Lanes      = 8,  // Lanes of a beat
  // Cycles from the a handshake to where the end is needed, at least 1
  parameter  int EndStages  = 2,
  // Bits that count the lanes of a beat
  localparam int CountWidth = denim_pkg::index_width(Lanes + 1)
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                  enable_i,  // The pipeline moves
  input  logic                  accept_i,  // A beat is taken if the pipeline moves
  input  logic [CountWidth-1:0] begin_i,  // The segment's first lane
  input  logic [CountWidth-1:0] end_i,  // The lane behind its last
  // The lane behind its last, at most Lanes, EndStages cycles later
  output logic [CountWidth-1:0] end_o,
  // The segment's lanes, used or not, are not in order, or more than there are
  output logic                  end_error_o
);

  if (Lanes < 1) begin : gen_guard_1
    Lanes_must_be_at_least_1 u_stop ();
  end else if (EndStages < 1) begin : gen_guard_2
    EndStages_must_be_at_least_1 u_stop ();
  end

  logic                            too_far;
  logic [CountWidth-1:0]           end_d;
  logic [EndStages*CountWidth-1:0] end_q;  // Stage 1 in the low bits

  // Not `> Lanes`: that is constant where Lanes is all ones, and Verilator's -Wall refuses it
  assign too_far = 32'(end_i) >= Lanes + 1;
  assign end_d = too_far ? CountWidth'(Lanes) : end_i;
  assign end_error_o = accept_i && (too_far || (end_i < begin_i));
  assign end_o = end_q[(EndStages-1)*CountWidth +: CountWidth];

  // Reset, because Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      end_q <= '0;
    end else if (enable_i) begin
      end_q <= $bits(end_q)'({end_q, end_d});
    end
  end

endmodule
