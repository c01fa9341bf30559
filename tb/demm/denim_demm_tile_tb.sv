// The tile of B against a model that knows which copies are whole. With two copies, b and a beats
// take them in turns, copy 0 first.
//
// Checked in every cycle: both readys, what is taken, in which copy, what is released; that neither
// ready moves with its stream's own valid or payload; that nothing is unknown though the payload of
// a stream is unknown while its valid is low; and that no row is written under a beat that still
// has to read it: with an asynchronous read not before the beat goes on, with a registered one not
// even then.
`define BENCH "denim_demm_tile_tb"
module denim_demm_tile_tb #(
    parameter int Depth       = 128,
    parameter int Copies      = 1,
    parameter int ReadLatency = 0
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
  logic offer_o;
  logic a_copy_o;
  logic write_o;
  logic b_copy_o;
  logic release_o;
  logic range_error_o;

  denim_demm_tile #(
      .Depth      (Depth),
      .Copies     (Copies),
      .ReadLatency(ReadLatency)
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
      .offer_o      (offer_o),
      .a_copy_o     (a_copy_o),
      .write_o      (write_o),
      .b_copy_o     (b_copy_o),
      .release_o    (release_o),
      .range_error_o(range_error_o)
  );

  int tiles = 0;  // that were released
  bit whole[2];
  // The copy that b loads and the one that a uses.
  int b_copy = 0;
  int a_copy = 0;
  // A beat that has been taken reads a copy now, and perhaps it has released it.
  bit reading = 1'b0;
  bit leaving = 1'b0;
  int reading_copy = 0;

  bit b_ready;
  bit a_ready;
  bit b_accept;
  bit a_accept;
  int row;

  int overlapped = 0;  // b and a beats in the same cycle
  int pressed = 0;     // b would go on into the copy that is being left

  task automatic check_outputs;
    bit blocked;
    blocked = leaving && reading_copy == b_copy && (ReadLatency != 0 || !enable_i);
    b_ready = !whole[b_copy] && !blocked;
    a_ready = whole[a_copy] && enable_i;
    b_accept = b_valid_i && b_ready;
    a_accept = a_valid_i && a_ready;
    row = b_valid_i ? int'(b_row_i) : -1;
    check_bit(b_ready_o, b_ready, "b_ready_o");
    check_bit(a_ready_o, a_ready, "a_ready_o");
    check_bit(offer_o, a_valid_i && whole[a_copy], "offer_o");
    check_bit(write_o, b_accept && row < Depth, "write_o");
    check_bit(range_error_o, b_accept && row >= Depth, "range_error_o");
    check_word(64'(a_copy_o), 64'(a_copy), "a_copy_o");
    check_word(64'(b_copy_o), 64'(b_copy), "b_copy_o");
    check_bit(release_o, a_accept && a_release_i, "release_o");
    if (reading && (ReadLatency != 0 || !enable_i)) begin
      check(!(write_o && int'(b_copy_o) == reading_copy), "no row is written that is being read");
    end
    pressed = pressed + int'(blocked && b_valid_i);
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

  task automatic forget;
    for (int copy = 0; copy < 2; copy++) begin
      whole[copy] = 1'b0;
    end
    b_copy = 0;
    a_copy = 0;
    reading = 1'b0;
    leaving = 1'b0;
  endtask

  task automatic step;
    settle();
    check_outputs();
    check_independence();
    if (!rst_ni) begin
      forget();
    end else begin
      overlapped = overlapped + int'(a_accept && b_accept);
      if (enable_i) begin
        reading = a_accept;
        leaving = a_accept && a_release_i;
        reading_copy = a_copy;
      end
      if (b_accept && b_last_i) begin
        whole[b_copy] = 1'b1;
        b_copy = (b_copy + 1) % Copies;
      end
      if (a_accept && a_release_i) begin
        tiles = tiles + 1;
        whole[a_copy] = 1'b0;
        a_copy = (a_copy + 1) % Copies;
      end
    end
    tick();
  endtask

  task automatic drive(input int enable, input int b_valid, input int a_valid, input int last);
    enable_i = chance(enable);
    b_valid_i = chance(b_valid);
    a_valid_i = chance(a_valid);
    // Few rows half of the time, so that tiles bring the same ones.
    b_row_i = IndexWidth'(chance(50) ? random_below(4) : random_word());
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

  // Tiles of one row and one beat without stalls. The first cycle is b's alone; from then on each
  // copy, one after the other, gives a beat and is loaded again, behind the read if that is
  // registered.
  task automatic run_without_stalls;
    int taken;
    int turn;
    int expected;
    rst_ni = 1'b0;
    drive(100, 0, 0, 0);
    step();
    rst_ni = 1'b1;
    taken = 0;
    repeat (60) begin
      drive(100, 100, 100, 100);
      a_release_i = 1'b1;
      settle();
      taken = taken + int'(a_valid_i && a_ready_o);
      step();
    end
    turn = 2 + ReadLatency;
    expected = 0;
    for (int copy = 0; copy < Copies; copy++) begin
      expected = expected + (59 - copy + turn - 1) / turn;
    end
    check(taken == expected, "beats of sixty cycles without stalls");
  endtask

  initial begin
    start();
    tick();  // reset
    forget();
    repeat (2) step();
    rst_ni = 1'b1;
    for (int phase = 0; phase < 48; phase++) begin
      repeat (100) begin
        case (phase % 6)
          0: drive(100, 100, 100, 20);
          1: drive(60, 50, 60, 20);
          2: drive(30, 100, 100, 30);
          3: drive(100, 100, 100, 60);
          4: drive(60, 90, 90, 80);
          default: drive(70, 80, 70, 5);
        endcase
        rst_ni = !chance(1);
        step();
      end
    end
    run_without_stalls();
    check(tiles > 100, "many tiles came and went");
    check(pressed > 20, "b beats waited for the beat that leaves");
    if (Copies == 2) begin
      check(overlapped > 100, "one tile loads while another is used");
    end else begin
      check(overlapped == 0, "one copy takes turns");
    end
    pass();
  end

endmodule
