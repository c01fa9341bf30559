// The pulse against a list of the moves in which pulses set out: a place shows the one that set out
// as many moves ago as the place is cycles away, in the cycle in which the waves move.
`define BENCH "denim_nm_token_tb"
module denim_nm_token_tb #(
    parameter int First = 0,
    parameter int Last  = 4
);

  localparam int Steps = 3000;

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic enable_i = 1'b0;
  logic start_i = 1'b0;
  logic [Last-First:0] pulse_o;

  denim_nm_token #(
      .First(First),
      .Last (Last)
  ) u_dut (
      .clk_i   (clk_i),
      .rst_ni  (rst_ni),
      .enable_i(enable_i),
      .start_i (start_i),
      .pulse_o (pulse_o)
  );

  // One for each move since reset; the present one is the last.
  bit set_out[Steps+1];
  int moves = 0;
  int pulses = 0;

  task automatic check_places;
    for (int place = First; place <= Last; place++) begin
      bit expected;
      expected = enable_i && moves >= place && set_out[moves-place];
      check_bit(pulse_o[place-First], expected, "pulse_o");
      pulses = pulses + int'(expected);
    end
  endtask

  initial begin
    int often;
    start();
    tick();
    for (int step = 0; step < Steps; step++) begin
      case (step / 500)
        0: often = 100;
        1: often = 50;
        2: often = 20;
        default: often = 3;
      endcase
      rst_ni = !chance(step % 500 < 100 ? 2 : 0);
      enable_i = chance(step % 100 < 50 ? 100 : 60);
      start_i = chance(often);
      // Nothing sets out while the waves stand still, whatever is said then.
      if (!enable_i && chance(50)) begin
        start_i = 1'bx;
      end
      set_out[moves] = enable_i && start_i === 1'b1;
      settle();
      check_places();
      if (!rst_ni) begin
        moves = 0;
      end else if (enable_i) begin
        moves = moves + 1;
      end
      tick();
    end
    check(pulses > 100, "many pulses arrived");
    pass();
  end

endmodule
