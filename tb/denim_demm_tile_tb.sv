// The tile of B against a model that counts tiles: each row remembers the tile that brought it.
//
// Checked in every cycle: both readys, what is taken, which rows are there; that neither ready
// moves with its stream's own valid or payload; that nothing is unknown though the payload of a
// stream is unknown while its valid is low.
`define BENCH "denim_demm_tile_tb"
module denim_demm_tile_tb #(
    parameter int Depth = 128
);

  localparam int IndexWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic b_valid_i = 1'b0;
  logic b_ready_o;
  logic [IndexWidth-1:0] b_row_i = '0;
  logic b_last_i = 1'b0;
  logic a_valid_i = 1'b0;
  logic a_ready_o;
  logic a_release_i = 1'b0;
  logic accept_o;
  logic write_o;
  logic [Depth-1:0] present_o;
  logic range_error_o;

  denim_demm_tile #(
      .Depth(Depth)
  ) u_dut (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .enable_i     (enable_i),
      .b_valid_i    (b_valid_i),
      .b_ready_o    (b_ready_o),
      .b_row_i      (b_row_i),
      .b_last_i     (b_last_i),
      .a_valid_i    (a_valid_i),
      .a_ready_o    (a_ready_o),
      .a_release_i  (a_release_i),
      .accept_o     (accept_o),
      .write_o      (write_o),
      .present_o    (present_o),
      .range_error_o(range_error_o)
  );

  // The tile whose rows are there: loaded until it is whole, then used.
  int tile = 0;
  int brought_by[Depth];
  bit whole = 1'b0;
  // The beat that releases the tile has been taken and reads the tile now.
  bit leaving = 1'b0;

  bit b_ready;
  bit a_ready;
  bit b_accept;
  bit a_accept;
  int row;

  task automatic check_outputs;
    b_ready = !whole && !(leaving && !enable_i);
    a_ready = whole && enable_i;
    b_accept = b_valid_i && b_ready;
    a_accept = a_valid_i && a_ready;
    row = b_valid_i ? int'(b_row_i) : -1;
    check_bit(b_ready_o, b_ready, "b_ready_o");
    check_bit(a_ready_o, a_ready, "a_ready_o");
    check_bit(accept_o, a_accept, "accept_o");
    check_bit(write_o, b_accept && row < Depth, "write_o");
    check_bit(range_error_o, b_accept && row >= Depth, "range_error_o");
    for (int i = 0; i < Depth; i++) begin
      if (present_o[i] !== (brought_by[i] == tile)) begin
        check(1'b0, "present_o");
      end
    end
    check((^present_o) !== 1'bx, "present_o is known");
  endtask

  // ready is there before its own stream says anything, and does not move with what it says.
  task automatic check_independence;
    logic [IndexWidth+1:0] b_kept;
    logic [1:0] a_kept;
    b_kept = {b_valid_i, b_last_i, b_row_i};
    a_kept = {a_valid_i, a_release_i};
    {b_valid_i, b_last_i, b_row_i} = ~b_kept;
    b_valid_i = !b_kept[IndexWidth+1];
    settle();
    check_bit(b_ready_o, b_ready, "b_ready_o with the other b_valid_i");
    {b_valid_i, b_last_i, b_row_i} = b_kept;
    {a_valid_i, a_release_i} = ~a_kept;
    a_valid_i = !a_kept[1];
    settle();
    check_bit(a_ready_o, a_ready, "a_ready_o with the other a_valid_i");
    {a_valid_i, a_release_i} = a_kept;
    settle();
  endtask

  task automatic step;
    settle();
    check_outputs();
    check_independence();
    if (!rst_ni) begin
      whole = 1'b0;
      leaving = 1'b0;
      tile = tile + 1;
    end else begin
      if (leaving && enable_i) begin
        tile = tile + 1;
      end
      if (b_accept && row < Depth) begin
        brought_by[row] = tile;
      end
      if (b_accept && b_last_i) begin
        whole = 1'b1;
      end
      if (a_accept && a_release_i) begin
        whole = 1'b0;
      end
      if (enable_i) begin
        leaving = a_accept && a_release_i;
      end
    end
    tick();
  endtask

  task automatic drive(input int enable, input int b_valid, input int a_valid, input int last);
    enable_i = chance(enable);
    b_valid_i = chance(b_valid);
    a_valid_i = chance(a_valid);
    b_row_i = IndexWidth'(random_word());
    b_last_i = chance(last);
    a_release_i = chance(30);
    if (!b_valid_i && chance(50)) begin
      b_row_i = 'x;
      b_last_i = 1'bx;
    end
    if (!a_valid_i && chance(50)) begin
      a_release_i = 1'bx;
    end
  endtask

  // A tile of one row, one beat: without stalls two tiles take four cycles.
  task automatic run_without_stalls;
    int taken;
    rst_ni = 1'b0;
    drive(100, 0, 0, 0);
    step();
    rst_ni = 1'b1;
    taken = 0;
    repeat (40) begin
      drive(100, 100, 100, 100);
      a_release_i = 1'b1;
      settle();
      taken = taken + int'(accept_o);
      step();
    end
    check(taken == 20, "twenty tiles of one beat in forty cycles");
  endtask

  initial begin
    start();
    for (int i = 0; i < Depth; i++) begin
      brought_by[i] = -1;
    end
    tick();  // reset
    tile = 1;
    repeat (2) step();
    rst_ni = 1'b1;
    for (int phase = 0; phase < 40; phase++) begin
      repeat (100) begin
        case (phase % 4)
          0: drive(100, 100, 100, 20);
          1: drive(60, 50, 60, 20);
          2: drive(30, 100, 100, 30);
          default: drive(70, 80, 70, 5);
        endcase
        rst_ni = !chance(1);
        step();
      end
    end
    run_without_stalls();
    check(tile > 100, "many tiles came and went");
    pass();
  end

endmodule
