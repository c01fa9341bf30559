// Writes and reads the registers behind an AXI4-Lite port, by tasks that a bench calls one at a time.
// Address and data of a write are offered apart, and answers taken late, at random.
//
// Inputs of the port change when the clock falls. Plusargs: SEED, STALL (per cent of cycles in which
// what could be offered or taken is not).
module axi_lite_manager #(
    parameter int AddrWidth = 12
) (
    input  logic                 aclk,
    output logic [AddrWidth-1:0] awaddr,
    output logic [2:0]           awprot,
    output logic                 awvalid,
    input  logic                 awready,
    output logic [31:0]          wdata,
    output logic [3:0]           wstrb,
    output logic                 wvalid,
    input  logic                 wready,
    input  logic [1:0]           bresp,
    input  logic                 bvalid,
    output logic                 bready,
    output logic [AddrWidth-1:0] araddr,
    output logic [2:0]           arprot,
    output logic                 arvalid,
    input  logic                 arready,
    input  logic [31:0]          rdata,
    input  logic [1:0]           rresp,
    input  logic                 rvalid,
    output logic                 rready
);

  int stall;
  int random_state;

  initial begin
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    if (!$value$plusargs("SEED=%d", random_state)) begin
      random_state = 0;
    end
    random_state = random_state * 100 + 99;
    awvalid = 1'b0;
    wvalid = 1'b0;
    bready = 1'b0;
    arvalid = 1'b0;
    rready = 1'b0;
    forget();
  end

  task automatic forget;
    awaddr = 'x;
    awprot = 'x;
    wdata = 'x;
    wstrb = 'x;
    araddr = 'x;
    arprot = 'x;
  endtask

  function automatic bit goes();
    goes = $unsigned($random(random_state)) % 100 >= stall;
  endfunction

  task automatic write(input logic [AddrWidth-1:0] address, input logic [31:0] data,
                       input logic [3:0] strobes, input logic [1:0] expected);
    bit aw_left;
    bit w_left;
    bit answered;
    aw_left = 1'b1;
    w_left = 1'b1;
    answered = 1'b0;
    while (!answered) begin
      @(negedge aclk);
      if (aw_left && !awvalid && goes()) begin
        awvalid = 1'b1;
        awaddr = address;
        awprot = 3'd0;
      end
      if (w_left && !wvalid && goes()) begin
        wvalid = 1'b1;
        wdata = data;
        wstrb = strobes;
      end
      bready = goes();
      @(posedge aclk);
      aw_left = aw_left && !(awvalid && awready);
      w_left = w_left && !(wvalid && wready);
      answered = bvalid && bready;
      check(!answered || bresp === expected, address, "a write is answered otherwise");
      #1;
      if (!aw_left) begin
        awvalid = 1'b0;
      end
      if (!w_left) begin
        wvalid = 1'b0;
      end
    end
    bready = 1'b0;
    forget();
  endtask

  task automatic read(input logic [AddrWidth-1:0] address, output logic [31:0] data,
                      input logic [1:0] expected);
    bit left;
    bit answered;
    left = 1'b1;
    answered = 1'b0;
    while (!answered) begin
      @(negedge aclk);
      if (left && !arvalid && goes()) begin
        arvalid = 1'b1;
        araddr = address;
        arprot = 3'd0;
      end
      rready = goes();
      @(posedge aclk);
      left = left && !(arvalid && arready);
      answered = rvalid && rready;
      data = rdata;
      check(!answered || rresp === expected, address, "a read is answered otherwise");
      #1;
      if (!left) begin
        arvalid = 1'b0;
      end
    end
    rready = 1'b0;
    forget();
  endtask

  // Reads what must be there.
  task automatic expect_word(input logic [AddrWidth-1:0] address, input logic [31:0] expected);
    logic [31:0] data;
    read(address, data, 2'd0);
    if (data !== expected) begin
      $display("FAIL register at %h is %h, expected %h", address, data, expected);
      $fatal(1, "check failed");
    end
  endtask

  task automatic check(input bit ok, input logic [AddrWidth-1:0] address, input string what);
    if (!ok) begin
      $display("FAIL register at %h: %s", address, what);
      $fatal(1, "check failed");
    end
  endtask

endmodule
