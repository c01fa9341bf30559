// Tiles that become complete while the one before leaves: each is handed over once, as soon as it
// may, all its rows leave in falling order, and the unit stands still only where it must.
`define BENCH "denim_outer_tile_tb"
module denim_outer_tile_tb #(
    parameter int Rows = 32
);

  `include "bench.svh"

  localparam int RowWidth = denim_pkg::index_width(Rows);

  logic rst_ni = 1'b0;
  logic complete_i = 1'b0;
  logic enable_o;
  logic hand_over_o;
  logic valid_o;
  logic ready_i = 1'b0;
  logic [RowWidth-1:0] row_o;
  logic last_o;

  denim_outer_tile #(
      .Rows(Rows)
  ) u_dut (
      .clk_i      (clk_i),
      .rst_ni     (rst_ni),
      .complete_i (complete_i),
      .enable_o   (enable_o),
      .hand_over_o(hand_over_o),
      .valid_o    (valid_o),
      .ready_i    (ready_i),
      .row_o      (row_o),
      .last_o     (last_o)
  );

  bit complete = 1'b0;
  int left = 0;  // rows yet to leave
  int tiles = 0;

  task automatic step;
    bit moves;
    bit over;
    settle();
    moves = !(complete && left > 0);
    over = complete && left == 0;
    check_bit(enable_o, moves, "enable_o");
    check_bit(hand_over_o, over, "hand_over_o");
    check_bit(valid_o, left > 0, "valid_o");
    if (left > 0) begin
      check(int'(row_o) == left - 1, "row_o");
      check_bit(last_o, left == 1, "last_o");
    end
    if (over) begin
      left = Rows;
      tiles = tiles + 1;
    end else if (left > 0 && ready_i) begin
      left = left - 1;
    end
    if (moves) begin
      complete = complete_i;
    end
    if (!rst_ni) begin
      complete = 1'b0;
      left = 0;
    end
    tick();
  endtask

  task automatic run(input int times, input int completes, input int taken);
    repeat (times) begin
      complete_i = chance(completes);
      ready_i = chance(taken);
      step();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(10 * (Rows + 1), 100, 100);
    check(tiles >= 9, "a tile in as many cycles as it has rows, and one");
    run(20 * Rows, 30, 70);
    run(20 * Rows, 5, 90);
    run(20 * Rows, 60, 20);
    repeat (30) begin
      rst_ni = 1'b0;
      run(1, 50, 50);
      rst_ni = 1'b1;
      run(Rows + 3, 40, 50);
    end
    pass();
  end

endmodule
