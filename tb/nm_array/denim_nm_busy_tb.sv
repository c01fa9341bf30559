// The places that wait against a list of the moves in which waves set out: a place waits for every
// wave that was taken before this cycle and has not left it.
`define BENCH "denim_nm_busy_tb"
module denim_nm_busy_tb #(
    parameter int First = 0,
    parameter int Last  = 4
);

  localparam int Steps = 3000;

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic start_i = 1'b0;
  logic [Last-First:0] busy_o;

  denim_nm_busy #(
      .First(First),
      .Last (Last)
  ) u_dut (
      .clk_i   (clk_i),
      .rst_ni  (rst_ni),
      .enable_i(enable_i),
      .start_i (start_i),
      .busy_o  (busy_o)
  );

  // One for each move since reset; the present one is the last.
  bit set_out[Steps+1];
  int moves = 0;
  int waited = 0;
  int crowded = 0;  // several waves are on their way
  int rest = 0;     // none is

  task automatic check_places;
    int waves;  // that were taken before and set out at most `place` moves ago
    waves = 0;
    for (int place = 1; place < First && place <= moves; place++) begin
      waves = waves + int'(set_out[moves-place]);
    end
    for (int place = First; place <= Last; place++) begin
      if (place > 0 && place <= moves) begin
        waves = waves + int'(set_out[moves-place]);
      end
      check_bit(busy_o[place-First], waves > 0, "busy_o");
      waited = waited + int'(waves > 0);
    end
    crowded = crowded + int'(waves > 1);
    rest = rest + int'(waves == 0);
  endtask

  initial begin
    int often;
    start();
    tick();
    for (int step = 0; step < Steps; step++) begin
      case (step / 500)
        0: often = 100;
        1: often = 50;
        2: often = 20;
        default: often = 3;
      endcase
      rst_ni = !chance(step % 500 < 100 ? 2 : 0);
      enable_i = chance(step % 100 < 50 ? 100 : 60);
      start_i = chance(often);
      if (!enable_i && chance(50)) begin
        start_i = 1'bx;
      end
      set_out[moves] = enable_i && start_i === 1'b1;
      settle();
      check_places();
      if (!rst_ni) begin
        moves = 0;
      end else if (enable_i) begin
        moves = moves + 1;
      end
      tick();
    end
    check(Last == 0 || waited > 100, "places waited");
    check(Last < 2 || crowded > 100, "several waves were on their way");
    check(rest > 10, "all waves left");
    pass();
  end

endmodule
