// A serialiser against a model that keeps whole beats: parts leave in order and filled up with zeros,
// one more beat is taken while one leaves, and none is lost, doubled or held up; valid does not move
// with ready, nor ready with valid.
`define BENCH "denim_serialiser_tb"
module denim_serialiser_tb #(
    parameter int Width = 70,
    parameter int Bits  = 16
);

  `include "bench.svh"

  localparam int Parts = (Width + Bits - 1) / Bits;

  logic rst_ni = 1'b0;
  logic valid_i = 1'b0;
  logic ready_o;
  logic [Width-1:0] data_i = '0;
  logic valid_o;
  logic ready_i = 1'b0;
  logic [Bits-1:0] data_o;
  logic last_o;

  denim_serialiser #(
      .Width(Width),
      .Bits (Bits)
  ) u_dut (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .valid_i(valid_i),
      .ready_o(ready_o),
      .data_i (data_i),
      .valid_o(valid_o),
      .ready_i(ready_i),
      .data_o (data_o),
      .last_o (last_o)
  );

  // Beats inside: that which leaves, and behind it perhaps one that waits.
  int kept = 0;
  int left = 0;  // parts of the first one that have left
  int passed = 0;
  logic [Parts*Bits-1:0] first;
  logic [Width-1:0] second;

  task automatic check_outputs;
    check_bit(ready_o, kept < 2, "ready_o");
    check_bit(valid_o, kept > 0, "valid_o");
    if (kept > 0) begin
      check_bit(last_o, left == Parts - 1, "last_o");
      check(data_o === first[left*Bits+:Bits], "data_o is another part");
    end
  endtask

  task automatic step;
    bit comes;
    bit goes;
    for (int i = 0; i < Width; i = i + 16) begin
      data_i = (data_i << 16) ^ Width'(random_bits(16));
    end
    settle();
    check_outputs();
    ready_i = !ready_i;
    settle();
    check_outputs();
    ready_i = !ready_i;
    valid_i = !valid_i;
    settle();
    check_outputs();
    valid_i = !valid_i;
    settle();
    check_outputs();
    comes = valid_i && kept < 2;
    goes  = kept > 0 && ready_i;
    if (!rst_ni) begin
      kept = 0;
      left   = 0;
    end else begin
      if (goes) begin
        left = left + 1;
        if (left == Parts) begin
          left   = 0;
          first  = (Parts * Bits)'(second);
          kept = kept - 1;
          passed = passed + 1;
        end
      end
      if (comes) begin
        if (kept == 0) begin
          first = (Parts * Bits)'(data_i);
        end
        second = data_i;
        kept = kept + 1;
      end
    end
    tick();
  endtask

  `include "handshake.svh"

  initial run_all(1 + 50 * Parts, "a part a cycle");

endmodule
