// The sum of a segment against adding its lanes one by one, modulo 2^Width: every segment of a few
// lanes, random ones otherwise, with extreme values. Held while the pipeline stands, whatever the
// inputs are then. Of the prefix sums only the segment's two count, and nothing between them.
`define BENCH "denim_demm_sum_tb"
module denim_demm_sum_tb #(
    parameter int Lanes  = 8,
    parameter int Width  = 20,
    parameter int Stride = 32
);

  localparam int CountWidth = denim_pkg::index_width(Lanes + 1);

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [CountWidth-1:0] begin_i = '0;
  logic [CountWidth-1:0] end_i = '0;
  logic [(Lanes+1)*Stride-1:0] prefix_i = '0;
  logic [Width-1:0] sum_o;

  denim_demm_sum #(
      .Lanes (Lanes),
      .Width (Width),
      .Stride(Stride)
  ) u_dut (
      .clk_i   (clk_i),
      .enable_i(enable_i),
      .begin_i (begin_i),
      .end_i   (end_i),
      .prefix_i(prefix_i),
      .sum_o   (sum_o)
  );

  logic [Width-1:0] lanes[Lanes];
  logic [Width-1:0] sums[Lanes+1];
  logic [Width-1:0] held;

  // New values, and the sums of the first 0, 1, … of them.
  task automatic fill;
    longint total;
    total = 0;
    sums[0] = '0;
    for (int lane = 0; lane < Lanes; lane++) begin
      lanes[lane] = Width'(random_bits(Width));
      total = total + as_signed(64'(lanes[lane]), Width);
      sums[lane+1] = Width'(total);
    end
  endtask

  // The lanes from the first to the one before the last; those between are taken away where the
  // ends are out of order.
  function automatic logic [Width-1:0] sum_of(input int first, input int last);
    longint total;
    total = 0;
    for (int lane = 0; lane < Lanes; lane++) begin
      if (lane >= first && lane < last) begin
        total = total + as_signed(64'(lanes[lane]), Width);
      end
      if (lane >= last && lane < first) begin
        total = total - as_signed(64'(lanes[lane]), Width);
      end
    end
    sum_of = Width'(total);
  endfunction

  task automatic take(input int first, input int last);
    enable_i = 1'b1;
    begin_i = CountWidth'(first);
    end_i = CountWidth'(last);
    prefix_i = 'x;
    if (chance(50)) begin
      for (int lane = 0; lane <= Lanes; lane++) begin
        prefix_i[lane*Stride+:Width] = sums[lane];
      end
    end
    prefix_i[first*Stride+:Width] = sums[first];
    prefix_i[last*Stride+:Width] = sums[last];
    settle();
    held = sum_of(first, last);
    tick();
    settle();
    check_word(64'(sum_o), 64'(held), "sum_o");
  endtask

  task automatic hold;
    enable_i = 1'b0;
    begin_i = CountWidth'(random_word());
    end_i = CountWidth'(random_word());
    if (chance(50)) begin
      begin_i = 'x;
      end_i = 'x;
      prefix_i = 'x;
    end
    settle();
    tick();
    settle();
    check_word(64'(sum_o), 64'(held), "sum_o, held");
  endtask

  initial begin
    start();
    fill();
    take(0, Lanes);
    if (Lanes <= 8) begin
      repeat (20) begin
        for (int first = 0; first <= Lanes; first++) begin
          for (int last = 0; last <= Lanes; last++) begin
            fill();
            take(first, last);
          end
        end
      end
    end
    repeat (1500) begin
      fill();
      take(random_below(Lanes + 1), random_below(Lanes + 1));
      repeat (random_below(3)) hold();
    end
    pass();
  end

endmodule
