// The port against a model: what a manager sends on the five channels, each at a pace of its own,
// becomes writes and reads of registers in the order in which they came, with an answer each.
`define BENCH "denim_axi_lite_tb"
module denim_axi_lite_tb #(
    parameter int Words     = 16,
    parameter int WordWidth = 10
);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic [WordWidth-1:0] aw_word_i = '0;
  logic aw_valid_i = 1'b0;
  logic aw_ready_o;
  logic [31:0] w_data_i = '0;
  logic [3:0] w_strb_i = '0;
  logic w_valid_i = 1'b0;
  logic w_ready_o;
  logic [1:0] b_resp_o;
  logic b_valid_o;
  logic b_ready_i = 1'b0;
  logic [WordWidth-1:0] ar_word_i = '0;
  logic ar_valid_i = 1'b0;
  logic ar_ready_o;
  logic [1:0] r_resp_o;
  logic r_valid_o;
  logic r_ready_i = 1'b0;
  logic write_o;
  logic [denim_pkg::index_width(Words)-1:0] write_word_o;
  logic [31:0] write_data_o;
  logic [31:0] write_mask_o;
  logic read_o;
  logic [denim_pkg::index_width(Words)-1:0] read_word_o;

  denim_axi_lite #(
      .Words    (Words),
      .WordWidth(WordWidth)
  ) u_dut (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .aw_word_i   (aw_word_i),
      .aw_valid_i  (aw_valid_i),
      .aw_ready_o  (aw_ready_o),
      .w_data_i    (w_data_i),
      .w_strb_i    (w_strb_i),
      .w_valid_i   (w_valid_i),
      .w_ready_o   (w_ready_o),
      .b_resp_o    (b_resp_o),
      .b_valid_o   (b_valid_o),
      .b_ready_i   (b_ready_i),
      .ar_word_i   (ar_word_i),
      .ar_valid_i  (ar_valid_i),
      .ar_ready_o  (ar_ready_o),
      .r_resp_o    (r_resp_o),
      .r_valid_o   (r_valid_o),
      .r_ready_i   (r_ready_i),
      .write_o     (write_o),
      .write_word_o(write_word_o),
      .write_data_o(write_data_o),
      .write_mask_o(write_mask_o),
      .read_o      (read_o),
      .read_word_o (read_word_o)
  );

  // What was taken and is not done yet, at most one of each, and what is to be answered.
  bit aw_here = 1'b0;
  bit w_here = 1'b0;
  bit ar_here = 1'b0;
  logic [WordWidth-1:0] aw_word;
  logic [31:0] w_data;
  logic [3:0] w_strb;
  logic [WordWidth-1:0] ar_word;
  bit b_waits = 1'b0;
  bit b_error;
  bit r_waits = 1'b0;
  bit r_error;
  int writes = 0;
  int reads = 0;
  int errors = 0;
  int apart = 0;

  function automatic bit beyond(input logic [WordWidth-1:0] word);
    beyond = 32'(word) >= Words;
  endfunction

  function automatic logic [WordWidth-1:0] random_address();
    random_address = WordWidth'(chance(70) ? random_below(Words) : random_word());
    if (chance(20)) begin
      random_address = WordWidth'(Words - random_below(2));
    end
  endfunction

  task automatic check_outputs;
    bit writes_now;
    bit reads_now;
    logic [31:0] mask;
    check_bit(aw_ready_o, !aw_here, "aw_ready_o");
    check_bit(w_ready_o, !w_here, "w_ready_o");
    check_bit(ar_ready_o, !ar_here, "ar_ready_o");
    check_bit(b_valid_o, b_waits, "b_valid_o");
    check_bit(r_valid_o, r_waits, "r_valid_o");
    if (b_waits) begin
      check_word(64'(b_resp_o), b_error ? 64'd2 : 64'd0, "b_resp_o");
    end
    if (r_waits) begin
      check_word(64'(r_resp_o), r_error ? 64'd2 : 64'd0, "r_resp_o");
    end
    writes_now = aw_here && w_here && (!b_waits || b_ready_i);
    reads_now = ar_here && (!r_waits || r_ready_i);
    check_bit(read_o, reads_now, "read_o");
    if (reads_now && !beyond(ar_word)) begin
      check_word(64'(read_word_o), 64'(ar_word), "read_word_o");
    end
    if (!writes_now) begin
      check_bit(write_o, 1'b0, "write_o without a write");
    end else begin
      check_bit(write_o, !beyond(aw_word), "write_o");
      if (write_o) begin
        check_word(64'(write_word_o), 64'(aw_word), "write_word_o");
        check_word(64'(write_data_o), 64'(w_data), "write_data_o");
        for (int bit_of = 0; bit_of < 32; bit_of++) begin
          mask[bit_of] = w_strb[bit_of/8];
        end
        check_word(64'(write_mask_o), 64'(mask), "write_mask_o");
      end
    end
  endtask

  task automatic move;
    bit writes_now;
    bit reads_now;
    bit aw_taken;
    bit w_taken;
    bit ar_taken;
    writes_now = aw_here && w_here && (!b_waits || b_ready_i);
    reads_now = ar_here && (!r_waits || r_ready_i);
    aw_taken = aw_valid_i && !aw_here;
    w_taken = w_valid_i && !w_here;
    ar_taken = ar_valid_i && !ar_here;
    apart = apart + int'(aw_here != w_here);
    b_waits = b_waits && !b_ready_i;
    r_waits = r_waits && !r_ready_i;
    if (writes_now) begin
      b_waits = 1'b1;
      b_error = beyond(aw_word);
      writes = writes + 1;
      errors = errors + int'(b_error);
      aw_here = 1'b0;
      w_here = 1'b0;
    end
    if (reads_now) begin
      r_waits = 1'b1;
      r_error = beyond(ar_word);
      reads = reads + 1;
      ar_here = 1'b0;
    end
    if (aw_taken) begin
      aw_here = 1'b1;
      aw_word = aw_word_i;
      aw_valid_i = 1'b0;
    end
    if (w_taken) begin
      w_here = 1'b1;
      w_data = w_data_i;
      w_strb = w_strb_i;
      w_valid_i = 1'b0;
    end
    if (ar_taken) begin
      ar_here = 1'b1;
      ar_word = ar_word_i;
      ar_valid_i = 1'b0;
    end
    if (!rst_ni) begin
      aw_here = 1'b0;
      w_here = 1'b0;
      ar_here = 1'b0;
      b_waits = 1'b0;
      r_waits = 1'b0;
    end
  endtask

  // What is offered stays until it is taken; what is not offered is unknown.
  task automatic run(input int count, input int address, input int data, input int answer);
    repeat (count) begin
      if (!aw_valid_i) begin
        aw_valid_i = rst_ni && chance(address);
        aw_word_i = aw_valid_i ? random_address() : 'x;
      end
      if (!w_valid_i) begin
        w_valid_i = rst_ni && chance(data);
        w_data_i = w_valid_i ? random_word() : 'x;
        w_strb_i = w_valid_i ? 4'(random_word()) : 'x;
      end
      if (!ar_valid_i) begin
        ar_valid_i = rst_ni && chance(address);
        ar_word_i = ar_valid_i ? random_address() : 'x;
      end
      b_ready_i = chance(answer);
      r_ready_i = chance(answer);
      settle();
      check_outputs();
      tick();
      move();
    end
  endtask

  initial begin
    start();
    tick();  // reset
    run(1, 0, 0, 50);
    rst_ni = 1'b1;
    run(200, 100, 100, 100);
    check(writes == 100 && reads == 100, "two cycles a write, and a read");
    run(500, 70, 70, 70);
    run(500, 100, 20, 80);
    run(500, 20, 100, 80);
    run(500, 100, 100, 20);
    check(apart > 200, "address and data often come in different cycles");
    check(errors > 20 || 2 ** WordWidth == Words, "words beyond the registers");
    repeat (20) begin
      rst_ni = 1'b0;
      aw_valid_i = 1'b0;
      w_valid_i = 1'b0;
      ar_valid_i = 1'b0;
      run(1, 0, 0, 50);
      rst_ni = 1'b1;
      run(20, 60, 60, 60);
    end
    pass();
  end

endmodule
