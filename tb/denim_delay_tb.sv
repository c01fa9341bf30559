// The delay against the list of the values that have entered: the output is the one that entered
// Depth moves ago, and zero where reset came since.
`define BENCH "denim_delay_tb"
module denim_delay_tb #(
    parameter int Depth = 2,
    parameter int Width = 8
);

  localparam int Steps = 4000;

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic [Width-1:0] data_i = '0;
  logic [Width-1:0] data_o;

  denim_delay #(
      .Depth(Depth),
      .Width(Width)
  ) u_dut (
      .clk_i   (clk_i),
      .rst_ni  (rst_ni),
      .enable_i(enable_i),
      .data_i  (data_i),
      .data_o  (data_o)
  );

  logic [Width-1:0] entered[Steps];
  int count = 0;
  int resets = 0;

  task automatic check_output;
    settle();
    if (Depth == 0) begin
      check_word(64'(data_o), 64'(data_i), "data_o, a wire");
    end else begin
      check_word(64'(data_o), count < Depth ? 64'd0 : 64'(entered[count-Depth]), "data_o");
    end
  endtask

  initial begin
    start();
    tick();
    for (int step = 0; step < Steps; step++) begin
      rst_ni = !chance(step % 1000 < 500 ? 1 : 0);
      enable_i = chance(step < Steps / 2 ? 60 : 95);
      data_i = Width'(random_bits(Width));
      if (!enable_i && chance(50)) begin
        data_i = 'x;
      end
      check_output();
      if (!rst_ni) begin
        count = 0;
        resets = resets + 1;
      end else if (enable_i) begin
        entered[count] = data_i;
        count = count + 1;
      end
      tick();
      check_output();
    end
    check(resets > 5, "reset came in between");
    pass();
  end

endmodule
