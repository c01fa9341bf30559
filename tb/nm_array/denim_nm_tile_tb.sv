// The tiles of weights against a model that numbers them: each row remembers the tile that last
// named it, one tile may wait to be used, and, with overlap, another may be in use.
//
// Checked in every cycle: both readys and that they do not move with their stream's valid, nor, but
// for the row, with its payload; what is loaded; which wave enters, with its tile's pattern, first
// and last; the start; every error bit. Payloads are unknown while their valid is low, and so is
// what does not count in a beat without whole: neither may make anything else unknown.
`define BENCH "denim_nm_tile_tb"
module denim_nm_tile_tb #(
    parameter int Rows     = 16,
    parameter int Patterns = 1,
    parameter int Overlap  = 1
);

  localparam int RowWidth = denim_pkg::index_width(Rows);
  localparam int PatternWidth = denim_pkg::index_width(Patterns);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic [Rows-1:0] busy_i = '0;
  logic a_valid_i = 1'b0;
  logic a_ready_o;
  logic [RowWidth-1:0] a_row_i = '0;
  logic [PatternWidth-1:0] a_pattern_i = '0;
  logic a_first_i = 1'b0;
  logic a_last_i = 1'b0;
  logic a_whole_i = 1'b0;
  logic b_valid_i = 1'b0;
  logic b_ready_o;
  logic b_release_i = 1'b0;
  logic load_o;
  logic [Rows-1:0] load_row_o;
  logic accept_o;
  logic start_o;
  logic [PatternWidth-1:0] pattern_o;
  logic first_o;
  logic last_o;
  logic row_error_o;
  logic twice_error_o;
  logic pattern_error_o;

  denim_nm_tile #(
      .Rows    (Rows),
      .Patterns(Patterns),
      .Overlap (Overlap)
  ) u_dut (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .enable_i       (enable_i),
      .busy_i         (busy_i),
      .a_valid_i      (a_valid_i),
      .a_ready_o      (a_ready_o),
      .a_row_i        (a_row_i),
      .a_pattern_i    (a_pattern_i),
      .a_first_i      (a_first_i),
      .a_last_i       (a_last_i),
      .a_whole_i      (a_whole_i),
      .b_valid_i      (b_valid_i),
      .b_ready_o      (b_ready_o),
      .b_release_i    (b_release_i),
      .load_o         (load_o),
      .load_row_o     (load_row_o),
      .accept_o       (accept_o),
      .start_o        (start_o),
      .pattern_o      (pattern_o),
      .first_o        (first_o),
      .last_o         (last_o),
      .row_error_o    (row_error_o),
      .twice_error_o  (twice_error_o),
      .pattern_error_o(pattern_error_o)
  );

  // The tile that is being loaded, by its number; rows know who named them last.
  int loading = 1;
  int named_by[Rows];
  // The tile that waits for a wave, and the one that waves use: there or not, and what they say.
  bit waiting;
  int waiting_pattern;
  bit waiting_first;
  bit waiting_last;
  bit using;
  int using_pattern;
  bit using_first;
  bit using_last;
  int waves = 0;  // that have used it

  // This cycle's.
  int row;
  bit there;
  bit a_ready;
  bit b_ready;
  bit taken;
  bit accepted;
  bit begins;

  // How often things happened.
  int held = 0;
  int row_errors = 0;
  int twice_errors = 0;
  int pattern_errors = 0;
  int overlapped = 0;  // a row was loaded while another tile is used
  int single = 0;  // tiles of one wave
  int after_whole = 0;  // a beat waited for a tile to be used

  task automatic check_outputs;
    bit twice;
    bit unknown_pattern;
    logic [Rows-1:0] loaded_row;
    row = a_valid_i ? int'(a_row_i) : -1;
    there = row >= 0 && row < Rows;
    a_ready = !waiting && (Overlap != 0 || enable_i);
    if ((^a_row_i) !== 1'bx) begin  // a row that is not there waits for row 0
      a_ready = a_ready && !busy_i[int'(a_row_i)<Rows?int'(a_row_i) : 0];
    end
    b_ready = (waiting || using) && enable_i;
    taken = a_valid_i && a_ready;
    accepted = b_valid_i && b_ready;
    begins = accepted && !using;
    twice = taken && there && named_by[there?row : 0] == loading;
    unknown_pattern = taken && a_whole_i && int'(a_pattern_i) >= Patterns;
    loaded_row = '0;
    if (taken && there) begin
      loaded_row[row] = 1'b1;
    end
    check_bit(a_ready_o, a_ready, "a_ready_o");
    check_bit(b_ready_o, b_ready, "b_ready_o");
    check_bit(load_o, taken, "load_o");
    check(load_row_o === loaded_row, "load_row_o");
    check_bit(accept_o, accepted, "accept_o");
    check_bit(start_o, Overlap != 0 ? begins : accepted && b_release_i, "start_o");
    check_bit(row_error_o, taken && !there, "row_error_o");
    check_bit(twice_error_o, twice, "twice_error_o");
    check_bit(pattern_error_o, unknown_pattern, "pattern_error_o");
    if (accepted) begin
      check_word(64'(pattern_o), 64'(using ? using_pattern : waiting_pattern), "pattern_o");
      check_bit(first_o, using ? using_first : waiting_first, "first_o");
      check_bit(last_o, using ? using_last : waiting_last, "last_o");
    end
    held = held + int'(a_valid_i && there && busy_i[there?row : 0] && !waiting);
    after_whole = after_whole + int'(a_valid_i && waiting);
    row_errors = row_errors + int'(row_error_o);
    twice_errors = twice_errors + int'(twice);
    pattern_errors = pattern_errors + int'(unknown_pattern);
    overlapped = overlapped + int'(taken && (Overlap != 0 ? using : waiting));
  endtask

  // ready is there before its own stream says anything, and does not move with what it says; only
  // the row counts.
  task automatic check_independence;
    logic [PatternWidth+3:0] a_kept;
    logic [1:0] b_kept;
    a_kept = {a_valid_i, a_first_i, a_last_i, a_whole_i, a_pattern_i};
    b_kept = {b_valid_i, b_release_i};
    {a_valid_i, a_first_i, a_last_i, a_whole_i, a_pattern_i} = ~a_kept;
    settle();
    check_bit(a_ready_o, a_ready, "a_ready_o with the other a_valid_i");
    {a_valid_i, a_first_i, a_last_i, a_whole_i, a_pattern_i} = a_kept;
    {b_valid_i, b_release_i} = ~b_kept;
    settle();
    check_bit(b_ready_o, b_ready, "b_ready_o with the other b_valid_i");
    {b_valid_i, b_release_i} = b_kept;
    settle();
  endtask

  task automatic forget;
    waiting = 1'b0;
    using = 1'b0;
    loading = loading + 1;
  endtask

  // A beat of a tile may come in the cycle in which a wave is the last of another.
  task automatic move;
    if (accepted && begins) begin
      waves = 0;
    end
    if (accepted) begin
      waves = waves + 1;
      single = single + int'(b_release_i && waves == 1);
      if (Overlap != 0) begin
        if (begins) begin
          waiting = 1'b0;
          using_pattern = waiting_pattern;
          using_first = waiting_first;
          using_last = waiting_last;
        end
        using = !b_release_i;
      end else if (b_release_i) begin
        waiting = 1'b0;
      end
    end
    if (taken && there) begin
      named_by[row] = loading;
    end
    if (taken && a_whole_i) begin
      waiting = 1'b1;
      waiting_pattern = int'(a_pattern_i) < Patterns ? int'(a_pattern_i) : 0;
      waiting_first = a_first_i;
      waiting_last = a_last_i;
      loading = loading + 1;
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    check_independence();
    if (!rst_ni) begin
      forget();
    end else begin
      move();
    end
    tick();
  endtask

  task automatic drive(input int enable, input int a_valid, input int b_valid, input int whole,
                       input int last_wave, input int busy);
    enable_i = chance(enable);
    busy_i = '0;
    if (busy != 0) begin
      for (int i = 0; i < Rows; i++) begin  // chance(busy), without three calls for each row
        busy_i[i] = $unsigned($random(random_state)) % 100 < busy;
      end
    end
    a_valid_i = chance(a_valid);
    b_valid_i = chance(b_valid);
    // In their order, few of them, or as they come, also beyond the last.
    case (random_below(3))
      0: a_row_i = RowWidth'(cycles % Rows);
      1: a_row_i = RowWidth'(random_below(4));
      default: a_row_i = RowWidth'(random_word());
    endcase
    a_whole_i = chance(whole);
    a_pattern_i = PatternWidth'(random_word());
    a_first_i = chance(50);
    a_last_i = chance(50);
    b_release_i = chance(last_wave);
    if (chance(50)) begin
      if (!a_whole_i || !a_valid_i) begin
        a_pattern_i = 'x;
        a_first_i = 1'bx;
        a_last_i = 1'bx;
      end
      if (!a_valid_i) begin
        a_row_i = 'x;
        a_whole_i = 1'bx;
      end
      if (!b_valid_i) begin
        b_release_i = 1'bx;
      end
    end
  endtask

  // Tiles of one beat and one wave without stalls: with and without overlap the one is loaded in one
  // cycle and used in the next.
  task automatic run_without_stalls;
    int entered;
    rst_ni = 1'b0;
    drive(100, 0, 0, 0, 0, 0);
    step();
    rst_ni = 1'b1;
    entered = 0;
    repeat (60) begin
      drive(100, 100, 100, 100, 100, 0);
      settle();
      entered = entered + int'(accept_o);
      step();
    end
    check(entered == 30, "waves of sixty cycles without stalls");
  endtask

  initial begin
    start();
    for (int i = 0; i < Rows; i++) begin
      named_by[i] = 0;
    end
    tick();  // reset
    forget();
    repeat (2) step();
    for (int phase = 0; phase < 48; phase++) begin
      repeat (100) begin
        case (phase % 6)
          0: drive(100, 100, 100, 20, 20, 0);
          1: drive(60, 50, 60, 20, 30, 10);
          2: drive(30, 100, 100, 30, 10, 30);
          3: drive(100, 100, 100, 70, 100, 5);  // one wave a tile
          4: drive(70, 90, 30, 5, 50, 50);
          default: drive(60, 90, 90, 50, 60, 20);
        endcase
        rst_ni = !chance(1);
        step();
      end
    end
    run_without_stalls();
    check(loading > 200, "many tiles came and went");
    check(held > 100, "busy rows held beats back");
    check(after_whole > 100, "beats waited for a tile to be used");
    check(twice_errors > 50, "rows came twice");
    check((Rows == 1 << RowWidth) ? row_errors == 0 : row_errors > 20, "rows that are not there");
    check((Patterns == 1 << PatternWidth) ? pattern_errors == 0 : pattern_errors > 20,
          "patterns that are not there");
    check(single > 50, "tiles had one wave");
    check(Overlap != 0 ? overlapped > 100 : overlapped == 0, "one tile loads while another is used");
    pass();
  end

endmodule
