// A wide beat leaves as several narrow ones, low bits first; the last one is filled up with zeros.
// Beside the beat that is leaving there is room for one more, so that a source that comes no faster
// than the narrow beats leave never waits; nothing goes through in the same cycle. With as many bits
// out as in it is two registers of a stream, and no path leads from one side to the other.
module denim_serialiser #(
  parameter int Width = 70,  // Bits of a beat that comes
  parameter int Bits  = 16  // Bits of a beat that leaves, at most Width
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic             valid_i,  // A beat is offered
  output logic             ready_o,  // There is room for it; does not wait for valid
  input  logic [Width-1:0] data_i,  // Its payload
  output logic             valid_o,  // A part is offered; does not wait for ready
  input  logic             ready_i,  // It is taken
  output logic [Bits-1:0]  data_o,  // The part
  output logic             last_o  // It is the last part of its beat
);

  if (Bits < 1) begin : gen_guard_1
    Bits_must_be_at_least_1 u_stop ();
  end else if (Width < Bits) begin : gen_guard_2
    Width_must_be_at_least_Bits u_stop ();
  end

  localparam int Parts = (Width + Bits - 1) / Bits;
  localparam int CountWidth = denim_pkg::index_width(Parts);
  localparam int Room = Width + Bits;  // Bits of a beat and of the zeros that fill it up

  logic                  busy_q;  // A beat is leaving
  logic [CountWidth-1:0] count_q;  // Parts of it that have left
  logic [Room-1:0]       parts_q;  // Those that have not, the next one lowest
  logic                  waits_q;  // Another beat waits
  logic [Width-1:0]      next_q;  // Its payload

  logic             free;  // None is leaving behind this cycle, unless one is put there
  logic [Width-1:0] next;  // The beat that leaves next

  assign last_o = 32'(count_q) == Parts - 1;
  assign free = !busy_q || (ready_i && last_o);
  assign next = waits_q ? next_q : data_i;
  assign ready_o = !waits_q;
  assign valid_o = busy_q;
  assign data_o = parts_q[Bits-1:0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      waits_q <= 1'b0;
    end else if (free) begin
      busy_q <= waits_q || valid_i;
      waits_q <= 1'b0;
    end else begin
      waits_q <= waits_q || valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && ready_o) begin
      next_q <= data_i;
    end
    if (free) begin
      count_q <= '0;
      parts_q <= Room'(next);
    end else if (ready_i) begin
      count_q <= count_q + CountWidth'(1);
      parts_q <= parts_q >> Bits;
    end
  end

`ifndef SYNTHESIS
  logic            held_q;  // A part waits
  logic [Bits-1:0] held_data_q;

  always @(posedge clk_i) begin
    held_q <= rst_ni && valid_o && !ready_i;
    held_data_q <= data_o;
    if (rst_ni && held_q) begin
      // A part that waits stays as it is
      assert (valid_o && (data_o == held_data_q));
    end
  end
`endif

endmodule
