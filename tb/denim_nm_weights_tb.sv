// The weights of a row: taken, kept, and zero once they have been used; what is loaded in the cycle
// in which they are cleared stays.
`define BENCH "denim_nm_weights_tb"
module denim_nm_weights_tb #(
    parameter int Width = 128
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic load_i = 1'b0;
  logic clear_i = 1'b0;
  logic [Width-1:0] data_i = '0;
  logic [Width-1:0] data_o;

  denim_nm_weights #(
      .Width(Width)
  ) u_dut (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .load_i (load_i),
      .clear_i(clear_i),
      .data_i (data_i),
      .data_o (data_o)
  );

  logic [Width-1:0] held;
  int both = 0;

  function automatic logic [Width-1:0] random_weights();
    for (int bit_of = 0; bit_of < Width; bit_of = bit_of + 1) begin
      random_weights[bit_of] = random_word() >> 7;
    end
  endfunction

  task automatic check_held(input string what);
    settle();
    check(data_o === held, what);
  endtask

  initial begin
    start();
    tick();
    held = '0;
    for (int step = 0; step < 2000; step++) begin
      rst_ni = !chance(step < 1000 ? 3 : 0);
      load_i = chance(30);
      clear_i = chance(30);
      data_i = random_weights();
      if (!load_i && chance(50)) begin
        data_i = 'x;
      end
      check_held("data_o before the edge");
      both = both + int'(load_i && clear_i);
      if (!rst_ni) begin
        held = '0;
      end else if (load_i) begin
        held = data_i;
      end else if (clear_i) begin
        held = '0;
      end
      tick();
      check_held("data_o");
    end
    check(both > 50, "weights came as others were cleared");
    pass();
  end

endmodule
