// One lane of a decoupled engine: takes a non-zero of A and names the row of the tile that its
// multipliers need. A lane that is not used, or whose row is not there, multiplies by zero; when
// its product registers hold zero already they are left alone, so that an idle lane does not
// toggle.
module denim_demm_lane #(
  parameter  int Lane       = 0,  // Which lane of the beat this is
  parameter  int Width      = 8,  // Width of a value of A, bits
  parameter  int Lanes      = 8,  // Lanes of a beat
  parameter  int Depth      = 128,  // Rows of the tile's memory
  parameter  int Delay      = 0,  // Cycles from naming a row to having it at the multipliers
  // Bits that count the lanes of a beat
  localparam int CountWidth = denim_pkg::index_width(Lanes + 1),
  localparam int IndexWidth = denim_pkg::index_width(Depth)  // Bits that name a row
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic                  enable_i,  // The pipeline moves
  input  logic                  accept_i,  // A beat is taken if the pipeline moves
  input  logic [CountWidth-1:0] end_i,  // Lanes that it uses, from lane 0
  input  logic [Width-1:0]      value_i,  // Value of A, signed
  input  logic [IndexWidth-1:0] index_i,  // Row of the tile's memory
  input  logic                  present_i,  // The tile has brought the row
  output logic [IndexWidth-1:0] index_o,  // Row to read, one cycle later; always below Depth
  output logic                  read_o,  // A row is read, whether it is there or not
  // Value, Delay cycles after index_o; zero if the lane adds nothing
  output logic [Width-1:0]      value_o,
  // The product registers take their products when the pipeline moves
  output logic                  multiply_o,
  output logic                  range_error_o,  // The lane is used and its index is not below Depth
  // The lane is used and its row, though below Depth, is not there
  output logic                  absent_error_o
);

  if (Lane < 0) begin : gen_guard_1
    Lane_must_be_at_least_0 u_stop ();
  end else if (Lane > Lanes - 1) begin : gen_guard_2
    Lane_must_be_at_most_Lanes_minus_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_3
    Width_must_be_at_least_1 u_stop ();
  end else if (Depth < 1) begin : gen_guard_4
    Depth_must_be_at_least_1 u_stop ();
  end else if (Delay < 0) begin : gen_guard_5
    Delay_must_be_at_least_0 u_stop ();
  end

  logic [Width:0]        adds_value_q;  // The lane adds, and what: both zero if it does not
  logic [IndexWidth-1:0] index_q;
  logic                  used_q;  // The lane belongs to a segment
  // The lane belongs to a segment, but its index is not below Depth
  logic                  beyond_q;
  logic                  busy_q;  // The product registers may hold something other than zero

  logic             in_range;
  logic             used;
  logic             adds;  // The lane belongs to a segment and its row is there
  logic [Width-1:0] value;
  logic             arrived;  // What adds said, Delay cycles later

  assign in_range = 32'(index_i) < Depth;
  assign used = accept_i && (32'(end_i) > Lane);
  assign {adds, value} = adds_value_q;
  assign index_o = index_q;
  assign read_o = used_q && !beyond_q;
  assign multiply_o = arrived || busy_q;
  assign range_error_o = used_q && beyond_q;
  assign absent_error_o = used_q && !adds && !beyond_q;

  if (Delay < 1) begin : gen_now
    assign arrived = adds;
    assign value_o = value;
  end else begin : gen_delay
    logic [Delay-1:0]       ways_q;
    logic [Delay*Width-1:0] values_q;

    assign arrived = ways_q[Delay-1];
    assign value_o = values_q[(Delay-1)*Width +: Width];

    // Reset, because Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        // As if products were on their way: their registers are cleared until what comes from the
        // memory is known, for an unused lane is in the sum of all lanes.
        ways_q <= '1;
        values_q <= '0;
      end else if (enable_i) begin
        ways_q <= Delay'({ways_q, adds});
        values_q <= (Delay*Width)'({values_q, value});
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      index_q <= '0;
      adds_value_q <= '0;
      used_q <= 1'b0;
      beyond_q <= 1'b0;
      // Reset leaves the product registers as they are: they are cleared after it.
      busy_q <= 1'b1;
    end else if (enable_i) begin
      busy_q <= arrived;
      used_q <= used;
      // An unused lane keeps its row: nothing toggles, and what it names, perhaps nothing known,
      // stays out of the memory's read port.
      if (used) begin
        index_q <= in_range ? index_i : '0;
        beyond_q <= !in_range;
        adds_value_q <= (in_range && present_i) ? {1'b1, value_i} : '0;
      end else begin
        adds_value_q <= '0;
      end
    end
  end

`ifndef SYNTHESIS
  always @(posedge clk_i) begin
    if (rst_ni && read_o) begin
      assert (32'(index_o) < Depth);
    end
  end
`endif

endmodule
