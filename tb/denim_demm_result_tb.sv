// The c stream's handshake against a queue: every result leaves once, in order; valid is held and
// the payload holds still until ready; valid does not move with ready; nothing is unknown.
`define BENCH "denim_demm_result_tb"
module denim_demm_result_tb #(
    parameter int Rows = 512
);

  localparam int RowWidth = denim_pkg::index_width(Rows);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic emit_i = 1'b0;
  logic [RowWidth-1:0] row_i = '0;
  logic enable_o;
  logic load_o;
  logic c_valid_o;
  logic c_ready_i = 1'b0;
  logic [RowWidth-1:0] c_row_o;

  denim_demm_result #(
      .Rows(Rows)
  ) u_dut (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .emit_i   (emit_i),
      .row_i    (row_i),
      .enable_o (enable_o),
      .load_o   (load_o),
      .c_valid_o(c_valid_o),
      .c_ready_i(c_ready_i),
      .c_row_o  (c_row_o)
  );

  // Results that have reached the output register and have not been taken: none or one.
  logic [RowWidth-1:0] waiting[$];
  int taken = 0;
  bit moves;

  bit held = 1'b0;
  logic [RowWidth-1:0] held_row;

  task automatic step;
    settle();
    check_bit(c_valid_o, waiting.size() > 0, "c_valid_o");
    moves = waiting.size() == 0 || c_ready_i;
    check_bit(enable_o, moves, "enable_o");
    check_bit(load_o, moves && emit_i, "load_o");
    if (waiting.size() > 0) begin
      check_word(64'(c_row_o), 64'(waiting[0]), "c_row_o");
    end
    if (held) begin
      check(c_valid_o === 1'b1 && c_row_o === held_row, "a beat that waits stays as it is");
    end
    held = rst_ni && c_valid_o && !c_ready_i;
    held_row = c_row_o;
    c_ready_i = !c_ready_i;
    settle();
    check_bit(c_valid_o, waiting.size() > 0, "c_valid_o with the other c_ready_i");
    c_ready_i = !c_ready_i;
    settle();
    if (!rst_ni) begin
      while (waiting.size() > 0) begin
        waiting.delete(0);
      end
    end else if (moves) begin
      if (waiting.size() > 0) begin
        waiting.delete(0);
        taken = taken + 1;
      end
      if (emit_i) begin
        waiting.push_back(row_i);
      end
    end
    tick();
  endtask

  task automatic run(input int count, input int emit, input int ready);
    repeat (count) begin
      emit_i = chance(emit);
      c_ready_i = chance(ready);
      row_i = RowWidth'(random_word());
      if (!emit_i && chance(50)) begin
        row_i = 'x;
      end
      step();
    end
  endtask

  initial begin
    start();
    row_i = 'x;
    tick();  // reset
    repeat (2) step();
    rst_ni = 1'b1;
    run(500, 100, 100);
    check(taken == 499, "a result in every cycle");
    run(500, 60, 60);
    run(500, 90, 20);
    repeat (10) begin
      rst_ni = 1'b0;
      run(1 + random_below(3), 50, 50);
      rst_ni = 1'b1;
      run(50, 50, 50);
    end
    check(taken > 900, "many results were taken");
    pass();
  end

endmodule
