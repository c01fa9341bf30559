// The rules of an AXI4-Lite port (AMBA AXI, A3.2 and B1), watched from beside it: those of a handshake
// on each of its channels, and an answer for each write and read, after all of it was taken.
module axi_lite_checker #(
    parameter int AddrWidth = 12
) (
    input logic                 aclk,
    input logic                 aresetn,
    input logic [AddrWidth-1:0] awaddr,
    input logic [2:0]           awprot,
    input logic                 awvalid,
    input logic                 awready,
    input logic [31:0]          wdata,
    input logic [3:0]           wstrb,
    input logic                 wvalid,
    input logic                 wready,
    input logic [1:0]           bresp,
    input logic                 bvalid,
    input logic                 bready,
    input logic [AddrWidth-1:0] araddr,
    input logic [2:0]           arprot,
    input logic                 arvalid,
    input logic                 arready,
    input logic [31:0]          rdata,
    input logic [1:0]           rresp,
    input logic                 rvalid,
    input logic                 rready
);

  axis_checker #(
      .PayloadWidth(AddrWidth + 3)
  ) u_aw (
      .aclk   (aclk),
      .aresetn(aresetn),
      .tvalid (awvalid),
      .tready (awready),
      .payload({awaddr, awprot})
  );

  axis_checker #(
      .PayloadWidth(36)
  ) u_w (
      .aclk   (aclk),
      .aresetn(aresetn),
      .tvalid (wvalid),
      .tready (wready),
      .payload({wstrb, wdata})
  );

  axis_checker #(
      .PayloadWidth(2)
  ) u_b (
      .aclk   (aclk),
      .aresetn(aresetn),
      .tvalid (bvalid),
      .tready (bready),
      .payload(bresp)
  );

  axis_checker #(
      .PayloadWidth(AddrWidth + 3)
  ) u_ar (
      .aclk   (aclk),
      .aresetn(aresetn),
      .tvalid (arvalid),
      .tready (arready),
      .payload({araddr, arprot})
  );

  axis_checker #(
      .PayloadWidth(34)
  ) u_r (
      .aclk   (aclk),
      .aresetn(aresetn),
      .tvalid (rvalid),
      .tready (rready),
      .payload({rresp, rdata})
  );

  // Taken and not answered yet.
  int addresses = 0;
  int data = 0;
  int reads = 0;

  task automatic check(input logic ok, input string what);
    if (ok !== 1'b1) begin
      $display("FAIL %m at %0t: %s", $time, what);
      $fatal(1, "check failed");
    end
  endtask

  always @(posedge aclk) begin
    if (!aresetn) begin
      addresses = 0;
      data = 0;
      reads = 0;
    end else begin
      if (bvalid) begin
        check(addresses > 0 && data > 0, "a write is answered when address and data were taken");
        check(bresp === 2'd0 || bresp === 2'd2, "a write is answered by OKAY or SLVERR");
      end
      if (rvalid) begin
        check(reads > 0, "a read is answered when its address was taken");
        check(rresp === 2'd0 || rresp === 2'd2, "a read is answered by OKAY or SLVERR");
      end
      addresses = addresses + int'(awvalid && awready) - int'(bvalid && bready);
      data = data + int'(wvalid && wready) - int'(bvalid && bready);
      reads = reads + int'(arvalid && arready) - int'(rvalid && rready);
    end
  end

endmodule
