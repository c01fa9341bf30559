// Segments against a list of them with their ages: each comes out Stages enabled cycles after it
// was taken, or never if it names no accumulator or reset comes between.
`define BENCH "denim_demm_segment_tb"
module denim_demm_segment_tb #(
    parameter int Lanes  = 8,
    parameter int Rows   = 512,
    parameter int Stages = 3
);

  localparam int CountWidth = denim_pkg::index_width(Lanes + 1);
  localparam int RowWidth = denim_pkg::index_width(Rows);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic accept_i = 1'b0;
  logic used_i = 1'b0;
  logic [CountWidth-1:0] end_i = '0;
  logic [RowWidth-1:0] row_i = '0;
  logic first_i = 1'b0;
  logic last_i = 1'b0;
  logic valid_o;
  logic write_o;
  logic [RowWidth-1:0] row_o;
  logic first_o;
  logic emit_o;
  logic range_error_o;
  logic end_error_o;

  denim_demm_segment #(
      .Lanes (Lanes),
      .Rows  (Rows),
      .Stages(Stages)
  ) u_dut (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .enable_i     (enable_i),
      .accept_i     (accept_i),
      .used_i       (used_i),
      .end_i        (end_i),
      .row_i        (row_i),
      .first_i      (first_i),
      .last_i       (last_i),
      .valid_o      (valid_o),
      .write_o      (write_o),
      .row_o        (row_o),
      .first_o      (first_o),
      .emit_o       (emit_o),
      .range_error_o(range_error_o),
      .end_error_o  (end_error_o)
  );

  // Segments on the way, the oldest in front.
  int ages[$];
  int rows[$];
  bit firsts[$];
  bit lasts[$];
  int written = 0;

  bit claims;
  bit adds;
  bit comes_out;

  task automatic drop_oldest;
    ages.delete(0);
    rows.delete(0);
    firsts.delete(0);
    lasts.delete(0);
  endtask

  task automatic check_outputs;
    claims = accept_i && used_i === 1'b1;
    adds = claims && int'(row_i) < Rows;
    check_bit(valid_o, adds, "valid_o");
    check_bit(range_error_o, claims && !adds, "range_error_o");
    check_bit(end_error_o, claims && int'(end_i) > Lanes, "end_error_o");
    comes_out = 1'b0;
    if (ages.size() > 0) begin
      comes_out = ages[0] == Stages;
    end
    check_bit(write_o, comes_out && enable_i, "write_o");
    if (comes_out) begin
      check_word(64'(row_o), 64'(rows[0]), "row_o");
      check_bit(first_o, firsts[0], "first_o");
      check_bit(emit_o, lasts[0], "emit_o");
    end else begin
      check_bit(emit_o, 1'b0, "emit_o of nothing");
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    if (!rst_ni) begin
      while (ages.size() > 0) begin
        drop_oldest();
      end
    end else if (enable_i) begin
      if (comes_out) begin
        drop_oldest();
        written = written + 1;
      end
      if (adds) begin
        ages.push_back(0);
        rows.push_back(int'(row_i));
        firsts.push_back(first_i);
        lasts.push_back(last_i);
      end
      for (int i = 0; i < ages.size(); i++) begin
        ages[i] = ages[i] + 1;
      end
    end
    tick();
  endtask

  initial begin
    start();
    {used_i, end_i, row_i, first_i, last_i} = 'x;
    enable_i = 1'b1;
    tick();  // reset, with an unknown payload
    repeat (2) step();
    rst_ni = 1'b1;
    repeat (Stages + 2) step();
    repeat (4000) begin
      rst_ni = !chance(1);
      enable_i = chance(70);
      // A beat is only taken when the pipeline moves.
      accept_i = enable_i && chance(75);
      used_i = chance(80);
      end_i = CountWidth'(random_word());
      row_i = RowWidth'(random_word());
      first_i = chance(50);
      last_i = chance(50);
      if (!accept_i && chance(50)) begin
        {used_i, end_i, row_i, first_i, last_i} = 'x;
      end
      step();
    end
    check(written > 500, "many segments came out");
    pass();
  end

endmodule
