// A lane against its beats of the cycles before: what it reads one cycle later, which error it
// raises then, and, Delay cycles later still, that its value is zero where it is not used or its row
// was not there, and that the products are taken until they are zero. Cycles in which the pipeline
// stands do not count. Every output is known from reset on, though an unused beat's payload is
// unknown.
`define BENCH "denim_demm_lane_tb"
module denim_demm_lane_tb #(
    parameter int Lane  = 0,
    parameter int Width = 8,
    parameter int Lanes = 8,
    parameter int Depth = 128,
    parameter int Delay = 0
);

  localparam int CountWidth = denim_pkg::index_width(Lanes + 1);
  localparam int IndexWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic accept_i = 1'b0;
  logic [CountWidth-1:0] end_i = '0;
  logic [Width-1:0] value_i = '0;
  logic [IndexWidth-1:0] index_i = '0;
  logic present_i = 1'b0;
  logic [IndexWidth-1:0] index_o;
  logic read_o;
  logic [Width-1:0] value_o;
  logic multiply_o;
  logic range_error_o;
  logic absent_error_o;

  denim_demm_lane #(
      .Lane (Lane),
      .Width(Width),
      .Lanes(Lanes),
      .Depth(Depth),
      .Delay(Delay)
  ) u_dut (
      .clk_i         (clk_i),
      .rst_ni        (rst_ni),
      .enable_i      (enable_i),
      .accept_i      (accept_i),
      .end_i         (end_i),
      .value_i       (value_i),
      .index_i       (index_i),
      .present_i     (present_i),
      .index_o       (index_o),
      .read_o        (read_o),
      .value_o       (value_o),
      .multiply_o    (multiply_o),
      .range_error_o (range_error_o),
      .absent_error_o(absent_error_o)
  );

  // The beat that the lane holds.
  bit used = 1'b0;
  logic [Width-1:0] value;
  int index = 0;
  bit present;
  bit in_range;
  bit adds;
  // What has been read and is on its way to the multipliers, the latest in front; Delay of them.
  bit way_adds[$];
  logic [Width-1:0] way_values[$];
  // What is at the multipliers.
  bit arrived_adds;
  logic [Width-1:0] arrived_value;
  // The products behind the lane are zero for sure.
  bit products_zero = 1'b0;
  // The row that was named last: an idle lane's read port stays where it is.
  bit named = 1'b0;
  logic [IndexWidth-1:0] named_row;
  int multiplied = 0;

  task automatic check_outputs;
    in_range = index < Depth;
    adds = used && in_range && present;
    arrived_adds = adds;
    arrived_value = adds ? value : '0;
    if (Delay > 0) begin
      arrived_adds = way_adds[Delay-1];
      arrived_value = way_values[Delay-1];
    end
    check_bit(read_o, used && in_range, "read_o");
    check_word(64'(value_o), 64'(arrived_value), "value_o");
    check_bit(multiply_o, arrived_adds || !products_zero, "multiply_o");
    check_bit(range_error_o, used && !in_range, "range_error_o");
    check_bit(absent_error_o, used && in_range && !adds, "absent_error_o");
    check(index_o < Depth, "index_o is a row of the tile");
    if (used && in_range) begin
      check_word(64'(index_o), 64'(index), "index_o");
    end
    if (named && !used) begin
      check_word(64'(index_o), 64'(named_row), "index_o of a lane that is not used");
    end
    named = 1'b1;
    named_row = index_o;
  endtask

  task automatic forget_way;
    while (way_adds.size() > 0) begin
      way_adds.delete(0);
      way_values.delete(0);
    end
    repeat (Delay) begin
      // Reset leaves the product registers as they are: they are cleared after it.
      way_adds.push_back(1'b1);
      way_values.push_back('0);
    end
  endtask

  task automatic step;
    settle();
    check_outputs();
    // Whether the row is there counts in the cycle in which the beat is taken.
    present_i = accept_i ? chance(70) : 1'bx;
    settle();
    check_outputs();
    multiplied = multiplied + int'(multiply_o);
    if (!rst_ni) begin
      used = 1'b0;
      products_zero = 1'b0;
      named = 1'b0;
      forget_way();
    end else if (enable_i) begin
      products_zero = !arrived_adds;
      way_adds.push_front(adds);
      way_values.push_front(adds ? value : '0);
      way_adds.delete(Delay);
      way_values.delete(Delay);
      used = accept_i && int'(end_i) > Lane;
      if (used) begin
        value = value_i;
        index = int'(index_i);
        present = present_i;
      end
    end
    tick();
  endtask

  task automatic drive(input int enable, input int accept);
    // A beat is only taken when the pipeline moves, whatever is said while it stands.
    enable_i = chance(enable);
    accept_i = chance(accept);
    end_i = chance(50) ? CountWidth'(Lanes) : CountWidth'(random_word());
    value_i = Width'(random_bits(Width));
    index_i = IndexWidth'(random_word());
    if (!accept_i && chance(50)) begin
      end_i = 'x;
      value_i = 'x;
      index_i = 'x;
    end
  endtask

  initial begin
    start();
    forget_way();
    end_i = 'x;
    value_i = 'x;
    index_i = 'x;
    enable_i = 1'b1;
    tick();  // reset
    repeat (2) step();
    rst_ni = 1'b1;
    // The products that were there before reset are cleared, and then left alone.
    multiplied = 0;
    repeat (5 + Delay) step();
    check(multiplied == 1 + Delay, "the products are taken until they are cleared after reset");
    repeat (3000) begin
      rst_ni = !chance(2);
      drive(70, 75);
      step();
    end
    rst_ni = 1'b1;
    repeat (500) begin
      drive(100, 100);
      step();
    end
    repeat (500) begin
      drive(50, 10);
      step();
    end
    pass();
  end

endmodule
