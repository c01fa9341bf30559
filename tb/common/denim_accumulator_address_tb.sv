// Destinations against a list of them with their ages. Each comes out Stages enabled cycles after it
// was taken, or never if there is nothing to add, it names no accumulator or reset comes between.
//
// Beside it, accumulators with a registered read are built of what the leaf says: read, forward,
// first, write. They must hold what plain additions make, and never be read where they are written.
`define BENCH "denim_accumulator_address_tb"
module denim_accumulator_address_tb #(
    parameter int Rows   = 512,
    parameter int Stages = 3
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
  logic write_o;
  logic [RowWidth-1:0] row_o;
  logic first_o;
  logic forward_o;
  logic emit_o;
  logic range_error_o;

  denim_accumulator_address #(
      .Rows  (Rows),
      .Stages(Stages)
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
      .write_o      (write_o),
      .row_o        (row_o),
      .first_o      (first_o),
      .forward_o    (forward_o),
      .emit_o       (emit_o),
      .range_error_o(range_error_o)
  );

  // Destinations on the way, the oldest in front.
  int ages[$];
  bit adding[$];
  int rows[$];
  bit firsts[$];
  bit lasts[$];
  int sums[$];

  bit claims;
  bit adds;
  // Where in the list the one is whose accumulator is read, and the one whose sum is written; -1:
  // none.
  int taking;
  int writing;
  bit takes;
  bit writes;
  // Reset was there in the cycle before: not even the payload is unknown.
  bit was_reset = 1'b1;
  // The accumulator that was written in the enabled cycle before, -1: none.
  int written_row = -1;

  int written = 0;
  int forwarded = 0;

  // Accumulators as plain additions make them; a row that has not begun holds nothing known.
  int expected[Rows];
  // And as a memory with a registered read makes them.
  int memory[Rows];
  int held;
  int last_written;
  int next;

  task automatic drop_oldest;
    ages.delete(0);
    adding.delete(0);
    rows.delete(0);
    firsts.delete(0);
    lasts.delete(0);
    sums.delete(0);
  endtask

  function automatic int place_of_age(input int age);
    place_of_age = -1;
    for (int i = 0; i < ages.size(); i++) begin
      if (ages[i] == age) begin
        place_of_age = i;
      end
    end
  endfunction

  task automatic check_outputs;
    claims = accept_i && used_i === 1'b1;
    adds = claims && int'(row_i) < Rows;
    check_bit(range_error_o, claims && !adds, "range_error_o");

    taking = place_of_age(Stages - 1);
    writing = place_of_age(Stages);
    takes = 1'b0;
    if (taking >= 0) begin
      takes = adding[taking];
    end
    writes = 1'b0;
    if (writing >= 0) begin
      writes = adding[writing];
    end
    if (was_reset) begin
      check((^{read_row_o, row_o, first_o, forward_o}) !== 1'bx, "all is known after reset");
    end
    check_bit(write_o, enable_i && writes, "write_o");
    if (takes) begin
      check_word(64'(read_row_o), 64'(rows[taking]), "read_row_o");
      // Whoever overwrites needs no read, and whoever follows on the heels of its row may have none.
      if (firsts[taking]) begin
        check_bit(read_o, 1'b0, "read_o of the first sum of a row");
      end else begin
        check_bit(read_o, !(writes && rows[writing] == rows[taking]), "read_o");
      end
    end else begin
      check_bit(read_o, 1'b0, "read_o of nothing");
    end
    if (writes) begin
      check_word(64'(row_o), 64'(rows[writing]), "row_o");
      check_bit(first_o, firsts[writing], "first_o");
      check_bit(emit_o, lasts[writing], "emit_o");
      check_bit(forward_o, written_row == rows[writing], "forward_o");
    end else begin
      check_bit(emit_o, 1'b0, "emit_o of nothing");
    end
  endtask

  // What the accumulators do at the end of the cycle, by the outputs alone.
  task automatic accumulate;
    if (!enable_i) begin
      check_bit(write_o, 1'b0, "write_o while the pipeline stands");
    end else begin
      if (write_o) begin
        next = first_o ? 0 : forward_o ? last_written : held;
        next = next + sums[writing];
        expected[rows[writing]] = sums[writing] + (firsts[writing] ? 0 : expected[rows[writing]]);
        check(next == expected[rows[writing]], "the accumulator with a registered read");
        check(!(read_o && read_row_o === row_o), "never read where it is written");
      end
      if (read_o) begin
        held = memory[read_row_o];
      end
      if (write_o) begin
        memory[row_o] = next;
        last_written = next;
      end
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    accumulate();
    was_reset = !rst_ni;
    if (!rst_ni) begin
      while (ages.size() > 0) begin
        drop_oldest();
      end
      written_row = -1;
    end else if (enable_i) begin
      written_row = -1;
      if (writes) begin
        written_row = rows[writing];
        written = written + 1;
        forwarded = forwarded + int'(forward_o && !first_o);
      end
      if (writing >= 0) begin
        drop_oldest();
      end
      if (accept_i) begin
        ages.push_back(0);
        adding.push_back(adds);
        rows.push_back(int'(row_i));
        firsts.push_back(first_i);
        lasts.push_back(last_i);
        sums.push_back(int'(random_word()));
      end
      for (int i = 0; i < ages.size(); i++) begin
        ages[i] = ages[i] + 1;
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
    pass();
  end

endmodule
