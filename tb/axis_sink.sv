// Takes the beats of an AXI-Stream and compares them with a hex file: payload, zeros above it, all
// bytes kept, and a last beat in each packet of so many (0: never).
//
// Plusargs: SEED, STALL (per cent of cycles in which no beat is taken), WAIT (ready waits for valid,
// as a sink may: what waits for ready in its turn stands still).
module axis_sink #(
    // Width of a beat, bits
    parameter  int Width     = 32,
    parameter  int Beats     = 1,
    parameter      File      = "c.hex",
    // Tells the stalls of several streams apart
    parameter  int Salt      = 0,
    localparam int DataWidth = (Width + 7) / 8 * 8,
    localparam int KeepWidth = DataWidth / 8
) (
    input  logic                 aclk,
    input  logic                 aresetn,
    input  logic                 tvalid,
    output logic                 tready,
    input  logic [DataWidth-1:0] tdata,
    input  logic [KeepWidth-1:0] tkeep,
    input  logic                 tlast,
    input  int                   packet_beats,
    output logic                 done
);

  logic [Width-1:0] beats[Beats];
  logic [DataWidth-1:0] expected;
  int taken = 0;
  int in_packet = 0;
  int stall;
  int random_state;
  bit waits;

  assign done = taken == Beats;

  task automatic check(input logic ok, input string what);
    if (ok !== 1'b1) begin
      $display("FAIL %m, beat %0d: %s; tdata %h, expected %h", taken, what, tdata, expected);
      $fatal(1, "check failed");
    end
  endtask

  initial begin
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    if (!$value$plusargs("SEED=%d", random_state)) begin
      random_state = 0;
    end
    random_state = random_state * 100 + Salt;
    waits = $test$plusargs("WAIT");
    $readmemh(File, beats, 0, Beats - 1);
    tready = 1'b0;
  end

  always @(negedge aclk) begin
    tready = $unsigned($random(random_state)) % 100 >= stall;
    if (waits && tvalid !== 1'b1) begin
      tready = 1'b0;
    end
  end

  always @(posedge aclk) begin
    if (aresetn && tvalid && tready) begin
      check(!done, "a beat after the last one");
      expected = '0;
      expected[Width-1:0] = beats[taken];
      in_packet = in_packet + 1;
      check(tdata === expected, "a result");
      check(tkeep === {KeepWidth{1'b1}}, "all bytes are kept");
      check(tlast === (in_packet == packet_beats), "a packet ends where it should");
      if (in_packet == packet_beats) begin
        in_packet = 0;
      end
      taken = taken + 1;
    end
  end

endmodule
