// Units that have rows at any time: their tiles leave in the order of the units, whole, and a row
// that waits in the output registers is not overwritten.
`define BENCH "denim_outer_turn_tb"
module denim_outer_turn_tb #(
    parameter int Units = 4
);

  `include "bench.svh"

  localparam int UnitWidth = denim_pkg::index_width(Units);

  logic rst_ni = 1'b0;
  logic [Units-1:0] valid_i = '0;
  logic [Units-1:0] last_i = '0;
  logic [Units-1:0] ready_o;
  logic [UnitWidth-1:0] unit_o;
  logic load_o;
  logic c_valid_o;
  logic c_ready_i = 1'b0;

  denim_outer_turn #(
      .Units(Units)
  ) u_dut (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .valid_i  (valid_i),
      .last_i   (last_i),
      .ready_o  (ready_o),
      .unit_o   (unit_o),
      .load_o   (load_o),
      .c_valid_o(c_valid_o),
      .c_ready_i(c_ready_i)
  );

  int turn = 0;
  bit full = 1'b0;
  logic [Units-1:0] wanted = '0;
  int rows = 0;

  task automatic step;
    bit room;
    bit load;
    settle();
    room = !full || c_ready_i;
    load = valid_i[turn] && room;
    wanted = '0;
    wanted[turn] = room;
    check(int'(unit_o) == turn, "unit_o");
    check(ready_o === wanted, "ready_o");
    check_bit(load_o, load, "load_o");
    check_bit(c_valid_o, full, "c_valid_o");
    if (room) begin
      full = load;
    end
    if (load) begin
      rows = rows + 1;
      if (last_i[turn]) begin
        turn = (turn + 1) % Units;
      end
    end
    if (!rst_ni) begin
      turn = 0;
      full = 1'b0;
      wanted = '1;
    end
    tick();
    // What waits stays; the others are new
    valid_i = valid_i & ~wanted;
    last_i = last_i & valid_i;
  endtask

  task automatic run(input int times, input int offered, input int last, input int taken);
    repeat (times) begin
      for (int u = 0; u < Units; u++) begin
        if (!valid_i[u] && chance(offered)) begin
          valid_i[u] = 1'b1;
          last_i[u] = chance(last);
        end
      end
      c_ready_i = chance(taken);
      step();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    step();
    rst_ni = 1'b1;
    run(100, 100, 100, 100);
    check(rows == 100, "a row in every cycle");
    run(500, 60, 30, 50);
    run(500, 20, 50, 90);
    run(500, 90, 10, 30);
    repeat (30) begin
      rst_ni = 1'b0;
      run(1, 50, 50, 50);
      rst_ni = 1'b1;
      run(4 * Units, 80, 60, 60);
    end
    pass();
  end

endmodule
