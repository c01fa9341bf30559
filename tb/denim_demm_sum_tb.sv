// The sum of a segment against adding its lanes one by one, modulo 2^Width, with extreme values.
`define BENCH "denim_demm_sum_tb"
module denim_demm_sum_tb #(
    parameter int Width = 20
);

  `include "bench.svh"

  logic [Width-1:0] begin_i = '0;
  logic [Width-1:0] end_i = '0;
  logic [Width-1:0] sum_o;

  denim_demm_sum #(
      .Width(Width)
  ) u_dut (
      .begin_i(begin_i),
      .end_i  (end_i),
      .sum_o  (sum_o)
  );

  // A segment of some lanes, with others before it.
  task automatic step(input int skipped, input int lanes);
    longint total;
    longint segment;
    logic [Width-1:0] expected;
    total   = 0;
    segment = 0;
    repeat (skipped) total = total + as_signed(random_bits(Width), Width);
    begin_i = Width'(total);
    repeat (lanes) segment = segment + as_signed(random_bits(Width), Width);
    end_i = Width'(total + segment);
    expected = Width'(segment);
    settle();
    check_word(64'(sum_o), 64'(expected), "sum_o");
  endtask

  initial begin
    start();
    if (Width <= 5) begin
      for (int values = 0; values < (1 << (2 * Width)); values++) begin
        begin_i = Width'(values);
        end_i   = Width'(values >> Width);
        settle();
        begin_i = sum_o + begin_i;
        check_word(64'(begin_i), 64'(end_i), "sum_o + begin_i");
      end
    end
    repeat (2000) step(random_below(9), random_below(9));
    pass();
  end

endmodule
