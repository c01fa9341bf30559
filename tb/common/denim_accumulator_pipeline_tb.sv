// Destinations against a list of them with their ages. Each comes out Stages enabled cycles after it
// was taken, or never if there is nothing to add, it names no accumulator or reset comes between.
//
// Beside it, accumulators that are read, added to and written in cycles of their own are built of
// what the leaf says. They must hold what plain additions make, and never be read where they are
// written.
`define BENCH "denim_accumulator_pipeline_tb"
module denim_accumulator_pipeline_tb #(
    parameter int Rows       = 512,
    parameter int Stages     = 6,
    parameter int ReadCycles = 4
);

  localparam int RowWidth = denim_pkg::index_width(Rows);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic accept_i = 1'b0;
  logic used_i = 1'b0;
  logic [RowWidth-1:0] row_i = '0;
  logic first_i = 1'b0;
  logic last_i = 1'b0;
  logic read_o;
  logic [RowWidth-1:0] read_row_o;
  logic first_o;
  logic [ReadCycles-2:0] forward_o;
  logic again_o;
  logic write_o;
  logic [RowWidth-1:0] row_o;
  logic emit_o;
  logic range_error_o;

  denim_accumulator_pipeline #(
      .Rows      (Rows),
      .Stages    (Stages),
      .ReadCycles(ReadCycles)
  ) u_dut (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .enable_i     (enable_i),
      .accept_i     (accept_i),
      .used_i       (used_i),
      .row_i        (row_i),
      .first_i      (first_i),
      .last_i       (last_i),
      .read_o       (read_o),
      .read_row_o   (read_row_o),
      .first_o      (first_o),
      .forward_o    (forward_o),
      .again_o      (again_o),
      .write_o      (write_o),
      .row_o        (row_o),
      .emit_o       (emit_o),
      .range_error_o(range_error_o)
  );

  // What is in each stage, stage 0 what is taken in this cycle.
  bit adding[Stages+1];
  int rows[Stages+1];
  bit firsts[Stages+1];
  bit lasts[Stages+1];
  int sums[Stages+1];

  bit claims;
  bit adds;
  bit was_reset = 1'b1;
  int written = 0;
  int forwarded = 0;
  int repeated = 0;

  // Accumulators as plain additions make them.
  int expected[Rows];
  // And as a memory with cycles of their own makes them: words, those that are on their way from a
  // read to the choice, what was chosen, the sum, and what was written before, the latest in front.
  int memory[Rows];
  int reads[ReadCycles];
  int chosen;
  int total;
  int history[ReadCycles];

  task automatic check_outputs;
    claims = accept_i && used_i === 1'b1;
    adds = claims && int'(row_i) < Rows;
    check_bit(range_error_o, claims && !adds, "range_error_o");
    if (was_reset) begin
      check((^{read_row_o, row_o, first_o, forward_o, again_o}) !== 1'bx, "all is known after reset");
    end
    check_bit(write_o, enable_i && adding[Stages], "write_o");
    if (adding[Stages-ReadCycles]) begin
      check_word(64'(read_row_o), 64'(rows[Stages-ReadCycles]), "read_row_o");
      check_bit(read_o, !firsts[Stages-ReadCycles]
          && !(adding[Stages] && rows[Stages] == rows[Stages-ReadCycles]), "read_o");
    end else begin
      check_bit(read_o, 1'b0, "read_o of nothing");
    end
    if (adding[Stages-2]) begin
      check_bit(first_o, firsts[Stages-2], "first_o");
    end
    if (adding[Stages]) begin
      check_word(64'(row_o), 64'(rows[Stages]), "row_o");
      check_bit(emit_o, lasts[Stages], "emit_o");
    end else begin
      check_bit(emit_o, 1'b0, "emit_o of nothing");
    end
  endtask

  // What the accumulators do at the end of the cycle, by the outputs alone.
  task automatic accumulate;
    int selected;
    int next;
    if (write_o) begin
      expected[rows[Stages]] = sums[Stages] + (firsts[Stages] ? 0 : expected[rows[Stages]]);
      check(total == expected[rows[Stages]], "the accumulator in cycles of its own");
      check(!(read_o && read_row_o === row_o), "never read where it is written");
    end
    if (enable_i) begin
      next = (again_o ? total : chosen) + sums[Stages-1];
      // The read whose word is there now; without a register behind it, it begins and ends here.
      selected = (ReadCycles == 2) ? memory[read_row_o] : reads[ReadCycles-2];
      for (int i = ReadCycles - 2; i > 0; i--) begin
        if (forward_o[i]) selected = history[i-1];
      end
      if (forward_o[0]) selected = total;
      if (first_o) selected = 0;
      for (int i = ReadCycles - 1; i > 0; i--) begin
        reads[i] = reads[i-1];
        history[i] = history[i-1];
      end
      reads[1] = memory[read_row_o];
      if (!read_o) reads[1] = int'(random_word());
      history[0] = total;
      if (adding[Stages-2] && forward_o != 0) forwarded = forwarded + 1;
      if (adding[Stages-1] && again_o) repeated = repeated + 1;
      if (write_o) begin
        memory[row_o] = total;
        written = written + 1;
      end
      chosen = selected;
      total = next;
    end
  endtask

  task automatic step;
    settle();
    adding[0] = accept_i && used_i === 1'b1 && int'(row_i) < Rows;
    rows[0] = int'(row_i);
    firsts[0] = first_i;
    lasts[0] = last_i;
    sums[0] = int'(random_word());
    check_outputs();
    accumulate();
    was_reset = !rst_ni;
    if (!rst_ni) begin
      for (int i = 0; i <= Stages; i++) adding[i] = 1'b0;
    end else if (enable_i) begin
      for (int i = Stages; i > 0; i--) begin
        adding[i] = adding[i-1];
        rows[i] = rows[i-1];
        firsts[i] = firsts[i-1];
        lasts[i] = lasts[i-1];
        sums[i] = sums[i-1];
      end
    end
    tick();
  endtask

  // Few rows, so that one follows on the heels of itself, or any, also those that are none.
  task automatic drive(input int enable, input int accept, input int few_rows);
    rst_ni = !chance(1);
    enable_i = chance(enable);
    // Nothing is taken but when the pipeline moves.
    accept_i = enable_i && chance(accept);
    used_i = chance(80);
    row_i = RowWidth'(chance(few_rows) ? random_below((Rows < 3) ? Rows : 3) : random_word());
    first_i = chance(30);
    last_i = chance(50);
    if (!accept_i && chance(50)) begin
      {used_i, row_i, first_i, last_i} = 'x;
    end
  endtask

  initial begin
    start();
    for (int row = 0; row < Rows; row++) begin
      expected[row] = 0;
      memory[row] = 0;
    end
    {used_i, row_i, first_i, last_i} = 'x;
    enable_i = 1'b1;
    tick();  // reset, with an unknown payload
    repeat (2) step();
    rst_ni = 1'b1;
    repeat (Stages + 2) step();
    repeat (2000) begin
      drive(70, 75, 30);
      step();
    end
    repeat (1000) begin
      drive(100, 100, 90);
      step();
    end
    repeat (1000) begin
      drive(50, 90, 90);
      step();
    end
    check(written > 500, "many destinations came out");
    check(forwarded > 100, "many sums were forwarded");
    check(repeated > 100, "many sums were added to those just before");
    pass();
  end

endmodule
