// The rules of an AXI-Stream (AMBA AXI-Stream, 2.2 and 2.7), watched from beside it: valid is low in
// reset, handshakes are known, and a beat that waits stays as it is.
module axis_checker #(
    // All that goes with valid: data, keep, last
    parameter int PayloadWidth = 8,
    // Bits of it that must be known in a beat, the lowest
    parameter int KnownWidth   = PayloadWidth
) (
    input logic                    aclk,
    input logic                    aresetn,
    input logic                    tvalid,
    input logic                    tready,
    input logic [PayloadWidth-1:0] payload
);

  bit was_reset = 1'b0;
  bit waited = 1'b0;
  logic [PayloadWidth-1:0] held;

  task automatic check(input logic ok, input string what);
    if (ok !== 1'b1) begin
      $display("FAIL %m at %0t: %s", $time, what);
      $fatal(1, "check failed");
    end
  endtask

  always @(posedge aclk) begin
    if (!aresetn) begin
      if (was_reset) begin
        check(tvalid === 1'b0, "valid is low in reset");
      end
    end else begin
      check(^{tvalid, tready} !== 1'bx, "handshakes are known");
      if (tvalid) begin
        check(^payload[KnownWidth-1:0] !== 1'bx, "the payload of a beat is known");
      end
      if (waited) begin
        check(tvalid === 1'b1, "valid stays until ready");
        check(payload === held, "a beat that waits stays as it is");
      end
    end
    was_reset = !aresetn;
    waited = aresetn && tvalid && !tready;
    held = payload;
  end

endmodule
