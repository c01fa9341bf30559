// The c stream's handshake against a queue: every result leaves once, in order, named by its bank
// and its accumulator there; valid is held and the payload holds still until ready; valid does not
// move with ready; the pipeline waits only where it has a result that finds no room; of several
// results at once, which is an error, the lowest bank's leaves; nothing is unknown though the rows
// of banks without a result are.
`define BENCH "denim_output_stage_tb"
module denim_output_stage_tb #(
    parameter int Banks    = 4,
    parameter int BankRows = 128
);

  localparam int BankWidth = denim_pkg::index_width(Banks);
  localparam int BankRowWidth = denim_pkg::index_width(BankRows);
  localparam int RowWidth = denim_pkg::index_width(Banks * BankRows);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic [Banks-1:0] emit_i = '0;
  logic [Banks*BankRowWidth-1:0] row_i = '0;
  logic enable_o;
  logic load_o;
  logic [BankWidth-1:0] bank_o;
  logic many_error_o;
  logic c_valid_o;
  logic c_ready_i = 1'b0;
  logic [RowWidth-1:0] c_row_o;

  denim_output_stage #(
      .Banks   (Banks),
      .BankRows(BankRows)
  ) u_dut (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .emit_i      (emit_i),
      .row_i       (row_i),
      .enable_o    (enable_o),
      .load_o      (load_o),
      .bank_o      (bank_o),
      .many_error_o(many_error_o),
      .c_valid_o   (c_valid_o),
      .c_ready_i   (c_ready_i),
      .c_row_o     (c_row_o)
  );

  // Results that have reached the output registers and have not been taken: none or one.
  int waiting[$];
  int taken = 0;
  int stalls = 0;
  int several = 0;

  // What the banks offer in this cycle: how many results, the lowest bank that has one, its row.
  int results = 0;
  int bank = 0;
  int bank_row = 0;
  bit room;
  bit loads;

  bit held = 1'b0;
  logic [RowWidth-1:0] held_row;

  task automatic check_outputs;
    room = waiting.size() == 0 || c_ready_i;
    loads = results > 0 && room;
    check_bit(c_valid_o, waiting.size() > 0, "c_valid_o");
    check_bit(enable_o, results == 0 || room, "enable_o");
    check_bit(load_o, loads, "load_o");
    check_bit(many_error_o, results > 1, "many_error_o");
    if (loads) begin
      check_word(64'(bank_o), 64'(bank), "bank_o");
    end
    check((^bank_o) !== 1'bx, "bank_o is known");
    if (waiting.size() > 0) begin
      check_word(64'(c_row_o), 64'(waiting[0]), "c_row_o");
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    if (held) begin
      check(c_valid_o === 1'b1 && c_row_o === held_row, "a beat that waits stays as it is");
    end
    held = rst_ni && c_valid_o && !c_ready_i;
    held_row = c_row_o;
    c_ready_i = !c_ready_i;
    settle();
    check_outputs();
    c_ready_i = !c_ready_i;
    settle();
    check_outputs();
    stalls = stalls + int'(enable_o === 1'b0);
    if (!rst_ni) begin
      while (waiting.size() > 0) begin
        waiting.delete(0);
      end
    end else begin
      if (waiting.size() > 0 && c_ready_i) begin
        waiting.delete(0);
        taken = taken + 1;
      end
      if (loads) begin
        waiting.push_back(bank_row * Banks + bank);
        several = several + int'(results > 1);
      end
    end
    tick();
  endtask

  // Nothing, one result, or several at once, which a good program never asks for.
  task automatic offer(input int emit, input int many);
    int row;
    results = 0;
    emit_i = '0;
    row_i = 'x;
    if (chance(emit)) begin
      emit_i[random_below(Banks)] = 1'b1;
      if (chance(many)) begin
        emit_i = emit_i | Banks'(random_word());
      end
    end
    for (int i = Banks - 1; i >= 0; i--) begin
      row = random_below(BankRows);
      if (emit_i[i]) begin
        results = results + 1;
        bank = i;
        bank_row = row;
      end
      if (emit_i[i] || chance(50)) begin
        row_i[i*BankRowWidth+:BankRowWidth] = BankRowWidth'(row);
      end
    end
  endtask

  task automatic run(input int count, input int emit, input int ready, input int many);
    repeat (count) begin
      offer(emit, many);
      c_ready_i = chance(ready);
      step();
    end
  endtask

  // Every bank and row, one after the other.
  task automatic run_all;
    for (int row = 0; row < BankRows; row++) begin
      for (int i = 0; i < Banks; i++) begin
        emit_i = Banks'(1) << i;
        row_i = 'x;
        row_i[i*BankRowWidth+:BankRowWidth] = BankRowWidth'(row);
        results = 1;
        bank = i;
        bank_row = row;
        c_ready_i = 1'b1;
        step();
      end
    end
    run(1, 0, 100, 0);
  endtask

  initial begin
    start();
    row_i = 'x;
    tick();  // reset
    repeat (2) step();
    rst_ni = 1'b1;
    run(500, 100, 100, 0);
    check(taken == 499, "a result in every cycle");
    // A result that waits stops nobody who has none.
    run(1, 0, 100, 0);
    run(1, 100, 0, 0);
    stalls = 0;
    run(20, 0, 0, 0);
    check(stalls == 0, "the pipeline moves while a result waits");
    run(20, 100, 0, 0);
    check(stalls == 20, "the pipeline waits with its second result");
    run(500, 60, 60, 0);
    run(500, 90, 20, 0);
    run(1000, 60, 60, 60);
    check(Banks == 1 || several > 50, "several results at once");
    repeat (10) begin
      rst_ni = 1'b0;
      run(1 + random_below(3), 50, 50, 20);
      rst_ni = 1'b1;
      run(50, 50, 50, 20);
    end
    check(taken > 900, "many results were taken");
    run_all();
    pass();
  end

endmodule
