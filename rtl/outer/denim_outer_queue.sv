// What waits in front of a unit: first in, first out. It takes something while it has a free place,
// whether or not something leaves in the same cycle.
module denim_outer_queue #(
  parameter  int Depth      = 4,  // Places
  parameter  int Width      = 32,  // Width, bits
  localparam int PlaceWidth = denim_pkg::index_width(Depth),  // Bits that name a place
  localparam int CountWidth = denim_pkg::index_width(Depth + 1)  // Bits that count what is in it
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic             valid_i,  // Something is offered
  output logic             ready_o,  // There is a free place
  input  logic [Width-1:0] data_i,  // What is offered
  output logic             valid_o,  // Something waits; does not wait for ready_i
  input  logic             ready_i,  // The oldest leaves, if something waits
  output logic [Width-1:0] data_o  // The oldest
);

  if (Depth < 1) begin : gen_guard_1
    Depth_must_be_at_least_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end

  logic [Width-1:0]      places_q [Depth];  // Newer ones come behind older ones, around the end
  logic [PlaceWidth-1:0] out_q;  // Place of the oldest entry, and of the next to come
  logic [PlaceWidth-1:0] in_q;
  logic [CountWidth-1:0] count_q;
  logic                  put;
  logic                  get;

  assign valid_o = count_q != 0;
  assign ready_o = 32'(count_q) != Depth;
  assign data_o = places_q[out_q];
  assign put = valid_i && ready_o;
  assign get = valid_o && ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      out_q <= '0;
      in_q <= '0;
      count_q <= '0;
    end else begin
      if (put) begin
        in_q <= (32'(in_q) == Depth - 1) ? '0 : in_q + PlaceWidth'(1);
      end
      if (get) begin
        out_q <= (32'(out_q) == Depth - 1) ? '0 : out_q + PlaceWidth'(1);
      end
      count_q <= count_q + CountWidth'(put) - CountWidth'(get);
    end
  end

  always_ff @(posedge clk_i) begin
    if (put) begin
      places_q[in_q] <= data_i;
    end
  end

`ifndef SYNTHESIS
  logic             waits_q;  // What waits stays as it is
  logic [Width-1:0] data_q;

  always @(posedge clk_i) begin
    waits_q <= rst_ni && valid_o && !ready_i;
    data_q <= data_o;
    if (rst_ni && waits_q) begin
      assert (valid_o && data_o === data_q);
    end
  end
`endif

endmodule
