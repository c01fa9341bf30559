// The accumulator of a dot product. A beat of each of two streams is taken together and adds a sum
// of products; with the last one of a dot product the result is offered, and the next one begins.
module denim_dot_accumulator #(
  parameter int Width = 32  // Width of a sum of products and of the result, bits
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  // A beat of the first stream is offered; it stays until a_ready_o is high
  input  logic             a_valid_i,
  output logic             a_ready_o,  // An offered beat is taken
  // A beat of the second stream is offered; it stays until b_ready_o is high
  input  logic             b_valid_i,
  output logic             b_ready_o,  // An offered beat is taken
  input  logic             last_i,  // The beats are the last ones of their dot product
  input  logic [Width-1:0] sum_i,  // Their products, summed up
  output logic             valid_o,  // A result is offered; does not wait for ready_i
  input  logic             ready_i,  // The result is taken
  output logic [Width-1:0] data_o  // The result
);

  if (Width < 1) begin : gen_guard_1
    Width_must_be_at_least_1 u_stop ();
  end

  logic             first_q;  // The next beats begin a dot product
  logic             full_q;  // The sum of the beats so far is a result that waits
  logic [Width-1:0] total_q;
  logic             room;
  logic             take;

  assign room = !full_q || ready_i;
  assign take = a_valid_i && b_valid_i && room;
  assign a_ready_o = b_valid_i && room;
  assign b_ready_o = a_valid_i && room;
  assign valid_o = full_q;
  assign data_o = total_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      first_q <= 1'b1;
      full_q <= 1'b0;
    end else begin
      if (take) begin
        first_q <= last_i;
      end
      if (room) begin
        full_q <= take && last_i;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      total_q <= (first_q ? '0 : total_q) + sum_i;
    end
  end

`ifndef SYNTHESIS
  logic             a_waits_q;  // A beat that waits stays, and so does a result
  logic             b_waits_q;
  logic             waits_q;
  logic [Width-1:0] data_q;

  always @(posedge clk_i) begin
    a_waits_q <= rst_ni && a_valid_i && !a_ready_o;
    b_waits_q <= rst_ni && b_valid_i && !b_ready_o;
    waits_q <= rst_ni && valid_o && !ready_i;
    data_q <= data_o;
    if (rst_ni && a_waits_q) begin
      assert (a_valid_i);
    end
    if (rst_ni && b_waits_q) begin
      assert (b_valid_i);
    end
    if (rst_ni && waits_q) begin
      assert (valid_o && data_o === data_q);
    end
  end
`endif

endmodule
