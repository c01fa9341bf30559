// A line of registers through which values move, one register a cycle. The last values of the line
// can be seen, so that it serves as a delay, as taps for places that a value passes, and as a wire.
module denim_delay_line #(
  parameter int Depth = 4,  // Registers; 0 is a wire
  // Values that can be seen, from the end of the line: at least 1, and at most Depth + 1, which
  // has the value that enters among them
  parameter int Taps  = 4,
  parameter int Width = 8  // Width of a value, bits
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                  enable_i,  // The values move at the end of this cycle
  input  logic [Width-1:0]      data_i,  // Value that enters
  // The values, the last one highest: it entered Depth cycles ago
  output logic [Taps*Width-1:0] taps_o
);

  if (Depth < 0) begin : gen_guard_1
    Depth_must_be_at_least_0 u_stop ();
  end else if (Taps < 1) begin : gen_guard_2
    Taps_must_be_at_least_1 u_stop ();
  end else if (Taps > Depth + 1) begin : gen_guard_3
    Taps_must_be_at_most_Depth_plus_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_4
    Width_must_be_at_least_1 u_stop ();
  end

  if (Depth == 0) begin : gen_wire
    assign taps_o = data_i;

    logic unused_clock;  // Nothing is clocked here
    assign unused_clock = ^{clk_i, rst_ni, enable_i};
  end else begin : gen_line
    // At least 1: Yosys 0.23 stops at a cast to no bits before it comes to the guard
    localparam int Bits = (Depth * Width > 0) ? Depth * Width : 1;

    logic [Depth*Width-1:0] data_q;
    logic [Depth*Width-1:0] data_d;
    logic [Width-1:0]       unused_last;

    assign {unused_last, data_d} = {data_q, data_i};

    if (Taps > Depth) begin : gen_whole
      assign taps_o = {data_q, data_i};
    end else begin : gen_end
      assign taps_o = data_q[(Depth-Taps)*Width +: Taps*Width];
    end

    // Reset: Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable.
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        data_q <= Bits'(0);
      end else if (enable_i) begin
        data_q <= data_d;
      end
    end
  end

endmodule
