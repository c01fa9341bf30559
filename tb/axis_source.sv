// Offers the beats of a hex file, the whole file several times, on an AXI-Stream. Four states: what
// is no beat, and the padding of what is one, is unknown, so nothing of it may reach a result.
//
// Inputs change when the clock falls. Plusargs: SEED, STALL (per cent of cycles in which a beat that
// could be offered is not).
module axis_source #(
    // Width of a beat, bits
    parameter  int Width     = 32,
    parameter  int Beats     = 1,
    parameter  int Repeat    = 1,
    parameter      File      = "a.hex",
    // Tells the stalls of several streams apart
    parameter  int Salt      = 0,
    localparam int DataWidth = (Width + 7) / 8 * 8
) (
    input  logic                 aclk,
    input  logic                 aresetn,
    output logic                 tvalid,
    input  logic                 tready,
    output logic [DataWidth-1:0] tdata,
    output logic                 done
);

  logic [Width-1:0] beats[Beats];
  int sent = 0;
  int stall;
  int random_state;
  bit passed = 1'b0;

  assign done = sent == Beats * Repeat;

  initial begin
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    if (!$value$plusargs("SEED=%d", random_state)) begin
      random_state = 0;
    end
    random_state = random_state * 100 + Salt;
    $readmemh(File, beats, 0, Beats - 1);
    tvalid = 1'b0;
    tdata = 'x;
  end

  always @(posedge aclk) begin
    passed = aresetn && tvalid && tready;
    if (passed) begin
      sent = sent + 1;
    end
  end

  always @(negedge aclk) begin
    if (aresetn && (passed || !tvalid)) begin
      tvalid = !done && ($unsigned($random(random_state)) % 100 >= stall);
      tdata = 'x;
      if (tvalid) begin
        tdata[Width-1:0] = beats[sent%Beats];
      end
    end
  end

endmodule
