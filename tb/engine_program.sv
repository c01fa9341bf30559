// A whole engine fed from the hex files of `denim compile`, as a user's own bench would do it: each
// beat of c is compared with the file, and without stalls the cycles are counted.
//
// Four states: payloads are unknown while their valid is low, so nothing of an idle stream may
// reach a result. Also checked: c's valid is held and its payload stable until ready; handshakes
// and error bits are known from reset on.
//
// `DUT is the wrapper; NO_ERRORS is defined where it has no error bits. Plusargs: SEED, STALL (per
// cent of cycles in which each stream stalls), GATES (`DUT is a netlist: a ready that depends on the
// payload is unknown with it, so that it counts only while a beat is offered).
`define BENCH "engine_program"
module engine_program #(
    // Widths of the streams, bits
    parameter int AWidth     = 32,
    parameter int BWidth     = 36,
    parameter int CWidth     = 132,
    parameter int ErrorWidth = 5,
    // Beats of each file; a.hex is sent several times
    parameter int ABeats     = 1,
    parameter int ARepeat    = 1,
    parameter int BBeats     = 1,
    parameter int CBeats     = 1
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic a_valid_i = 1'b0;
  logic a_ready_o;
  logic [AWidth-1:0] a_data_i = 'x;
  logic b_valid_i = 1'b0;
  logic b_ready_o;
  logic [BWidth-1:0] b_data_i = 'x;
  logic c_valid_o;
  logic c_ready_i = 1'b0;
  logic [CWidth-1:0] c_data_o;
  logic [ErrorWidth-1:0] error_o;

  `DUT u_dut (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .a_valid_i(a_valid_i),
      .a_ready_o(a_ready_o),
      .a_data_i (a_data_i),
      .b_valid_i(b_valid_i),
      .b_ready_o(b_ready_o),
      .b_data_i (b_data_i),
      .c_valid_o(c_valid_o),
      .c_ready_i(c_ready_i),
`ifndef NO_ERRORS
      .error_o  (error_o),
`endif
      .c_data_o (c_data_o)
  );
`ifdef NO_ERRORS
  assign error_o = '0;
`endif

  logic [AWidth-1:0] a_beats[ABeats];
  logic [BWidth-1:0] b_beats[BBeats];
  logic [CWidth-1:0] c_beats[CBeats];
  int a_sent = 0;
  int b_sent = 0;
  int c_taken = 0;
  int stall;
  bit gates;
  int idle = 0;
  longint start_cycle;
  bit held = 1'b0;
  logic [CWidth-1:0] held_data;

  // A stream that offers a beat goes on offering it.
  task automatic drive;
    if (!a_valid_i && a_sent < ABeats * ARepeat && !chance(stall)) begin
      a_valid_i = 1'b1;
      a_data_i = a_beats[a_sent%ABeats];
    end
    if (!b_valid_i && b_sent < BBeats && !chance(stall)) begin
      b_valid_i = 1'b1;
      b_data_i = b_beats[b_sent];
    end
    c_ready_i = !chance(stall);
  endtask

  task automatic cycle;
    bit a_taken;
    bit b_taken;
    settle();
    check((^{a_ready_o || (gates && !a_valid_i), b_ready_o || (gates && !b_valid_i), c_valid_o})
          !== 1'bx, "handshakes are known");
    check(error_o === '0, "no error bit is set, none unknown");
    if (held) begin
      check(c_valid_o === 1'b1 && c_data_o === held_data, "a beat that waits stays as it is");
    end
    held = c_valid_o && !c_ready_i;
    held_data = c_data_o;
    if (c_valid_o && c_ready_i) begin
      if (c_data_o !== c_beats[c_taken]) begin
        $display("c beat %0d is %h, expected %h", c_taken, c_data_o, c_beats[c_taken]);
      end
      check(c_data_o === c_beats[c_taken], "a result");
      c_taken = c_taken + 1;
    end
    a_taken = a_valid_i && a_ready_o;
    b_taken = b_valid_i && b_ready_o;
    idle = (a_taken || b_taken || (c_valid_o && c_ready_i)) ? 0 : idle + 1;
    tick();
    if (a_taken) begin
      a_sent = a_sent + 1;
      a_valid_i = 1'b0;
      a_data_i = 'x;
    end
    if (b_taken) begin
      b_sent = b_sent + 1;
      b_valid_i = 1'b0;
      b_data_i = 'x;
    end
  endtask

  initial begin
    start();
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    gates = $test$plusargs("GATES");
    $readmemh("a.hex", a_beats, 0, ABeats - 1);
    $readmemh("b.hex", b_beats, 0, BBeats - 1);
    $readmemh("c.hex", c_beats, 0, CBeats - 1);
    tick();  // reset
    tick();
    rst_ni = 1'b1;
    start_cycle = cycles;
    while (c_taken < CBeats) begin
      drive();
      cycle();
      check(idle < 1000, "the engine goes on");
    end
    $display("CYCLES %0d", cycles - start_cycle);
    repeat (20) begin
      cycle();
      check(c_valid_o === 1'b0, "nothing comes after the last result");
    end
    check(a_sent == ABeats * ARepeat && b_sent == BBeats, "every beat was taken");
    pass();
  end

endmodule
