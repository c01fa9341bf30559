// Ends of segments against a list of the beats with their ages: where a segment ends is there
// EndStages enabled cycles after the beat, at most Lanes, unless reset comes between.
`define BENCH "denim_demm_end_tb"
module denim_demm_end_tb #(
    parameter int Lanes     = 8,
    parameter int EndStages = 2
);

  localparam int CountWidth = denim_pkg::index_width(Lanes + 1);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic accept_i = 1'b0;
  logic [CountWidth-1:0] begin_i = '0;
  logic [CountWidth-1:0] end_i = '0;
  logic [CountWidth-1:0] end_o;
  logic end_error_o;

  denim_demm_end #(
      .Lanes    (Lanes),
      .EndStages(EndStages)
  ) u_dut (
      .clk_i      (clk_i),
      .rst_ni     (rst_ni),
      .enable_i   (enable_i),
      .accept_i   (accept_i),
      .begin_i    (begin_i),
      .end_i      (end_i),
      .end_o      (end_o),
      .end_error_o(end_error_o)
  );

  // Beats on the way, the oldest in front.
  int ages[$];
  int ends[$];

  // Reset was there in the cycle before: nothing is unknown.
  bit was_reset = 1'b1;

  int ended = 0;
  int errors = 0;

  task automatic drop_oldest;
    ages.delete(0);
    ends.delete(0);
  endtask

  task automatic check_outputs;
    check_bit(end_error_o,
              accept_i && (int'(end_i) > Lanes || int'(end_i) < int'(begin_i)),
              "end_error_o");
    errors = errors + int'(end_error_o);
    if (ages.size() > 0 && ages[0] == EndStages) begin
      check_word(64'(end_o), 64'(ends[0]), "end_o");
    end
    if (was_reset) begin
      check((^end_o) !== 1'bx, "all is known after reset");
    end
    check((^end_o) === 1'bx || int'(end_o) <= Lanes, "end_o is at most Lanes");
  endtask

  task automatic step;
    settle();
    check_outputs();
    was_reset = !rst_ni;
    if (!rst_ni) begin
      while (ages.size() > 0) begin
        drop_oldest();
      end
    end else if (enable_i) begin
      if (ages.size() > 0 && ages[0] == EndStages) begin
        drop_oldest();
        ended = ended + 1;
      end
      if (accept_i) begin
        ages.push_back(0);
        ends.push_back((int'(end_i) > Lanes) ? Lanes : int'(end_i));
      end
      for (int i = 0; i < ages.size(); i++) begin
        ages[i] = ages[i] + 1;
      end
    end
    tick();
  endtask

  task automatic drive(input int enable, input int accept);
    rst_ni = !chance(1);
    enable_i = chance(enable);
    // A beat is only taken when the pipeline moves.
    accept_i = enable_i && chance(accept);
    begin_i = CountWidth'(random_word());
    end_i = CountWidth'(random_word());
    if (chance(50)) begin
      begin_i = CountWidth'(random_below(Lanes + 1));
      end_i = begin_i + CountWidth'(random_below(Lanes + 1 - int'(begin_i)));
    end
    if (!accept_i && chance(50)) begin
      {begin_i, end_i} = 'x;
    end
  endtask

  initial begin
    start();
    {begin_i, end_i} = 'x;
    enable_i = 1'b1;
    tick();  // reset, with an unknown payload
    repeat (2) step();
    rst_ni = 1'b1;
    repeat (EndStages + 2) step();
    repeat (1500) begin
      drive(70, 75);
      step();
    end
    repeat (1000) begin
      drive(100, 100);
      step();
    end
    check(ended > 500, "many ends came out");
    check(errors > 100, "many segments were in error");
    pass();
  end

endmodule
