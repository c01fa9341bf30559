// The line against the list of the values that have entered: the last tap is the one that entered
// Depth moves ago, those below it came after; they are zero where reset came since.
`define BENCH "denim_delay_line_tb"
module denim_delay_line_tb #(
    parameter int Depth = 4,
    parameter int Taps  = 4,
    parameter int Width = 8
);

  localparam int Steps = 4000;

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic [Width-1:0] data_i = '0;
  logic [Taps*Width-1:0] taps_o;

  denim_delay_line #(
      .Depth(Depth),
      .Taps (Taps),
      .Width(Width)
  ) u_dut (
      .clk_i   (clk_i),
      .rst_ni  (rst_ni),
      .enable_i(enable_i),
      .data_i  (data_i),
      .taps_o  (taps_o)
  );

  logic [Width-1:0] entered[Steps];
  int count = 0;
  int resets = 0;

  task automatic check_taps;
    int ago;
    settle();
    for (int i = 0; i < Taps; i++) begin
      ago = Depth + 1 - Taps + i;
      if (ago == 0) begin
        check_word(64'(taps_o[i*Width+:Width]), 64'(data_i), "what enters");
      end else begin
        check_word(64'(taps_o[i*Width+:Width]), count < ago ? 64'd0 : 64'(entered[count-ago]),
                   "a register");
      end
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
      check_taps();
      if (!rst_ni) begin
        count = 0;
        resets = resets + 1;
      end else if (enable_i) begin
        entered[count] = data_i;
        count = count + 1;
      end
      tick();
      check_taps();
    end
    check(resets > 5, "reset came in between");
    pass();
  end

endmodule
