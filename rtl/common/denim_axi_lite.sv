// The handshakes of an AXI4-Lite port in front of registers of 32 bits. Each output comes from a
// flip-flop, so that no path leads through the port; one write and one read at a time are under
// way, each by itself, and each takes two cycles at least. A word beyond the registers is answered
// by SLVERR, and nothing is written.
module denim_axi_lite #(
  parameter  int Words     = 16,  // Registers, from word 0 up
  // Bits that name a word: those of a byte address but the lowest two
  parameter  int WordWidth = 10,
  localparam int Width     = denim_pkg::index_width(Words)  // Bits that name a register
) (
  input  logic clk_i,  // Clock
  input  logic rst_ni,  // Synchronous reset, active low

  input  logic [WordWidth-1:0] aw_word_i,  // Word of the write address
  input  logic                 aw_valid_i,  // A write address is offered
  output logic                 aw_ready_o,  // It is taken; does not wait for the data
  input  logic [31:0]          w_data_i,  // Data of a write
  input  logic [3:0]           w_strb_i,  // Bytes of it that count
  input  logic                 w_valid_i,  // Data are offered
  output logic                 w_ready_o,  // They are taken; does not wait for the address
  output logic [1:0]           b_resp_o,  // Answer to a write: 0 OKAY, 2 SLVERR
  output logic                 b_valid_o,  // It is offered; does not wait for ready
  input  logic                 b_ready_i,  // It is taken
  input  logic [WordWidth-1:0] ar_word_i,  // Word of the read address
  input  logic                 ar_valid_i,  // A read address is offered
  output logic                 ar_ready_o,  // It is taken
  output logic [1:0]           r_resp_o,  // Answer to a read, beside the data: 0 OKAY, 2 SLVERR
  output logic                 r_valid_o,  // It is offered; does not wait for ready
  input  logic                 r_ready_i,  // It is taken

  output logic                 write_o,  // A register is written at the end of this cycle
  output logic [Width-1:0]     write_word_o,  // Register that is written
  output logic [31:0]          write_data_o,  // New value of it
  output logic [31:0]          write_mask_o,  // Bits of the new value that count
  // The data of an answer are to be those of this register from the end of this cycle, and of no
  // other until read_o is high again; any, where the answer is SLVERR
  output logic                 read_o,
  output logic [Width-1:0]     read_word_o  // Register that is read
);

  if (Words < 1) begin : gen_guard_1
    Words_must_be_at_least_1 u_stop ();
  end else if (WordWidth < 1) begin : gen_guard_2
    WordWidth_must_be_at_least_1 u_stop ();
  end else if (WordWidth > 30) begin : gen_guard_3
    WordWidth_must_be_at_most_30 u_stop ();
  end

  logic                 aw_full_q;  // The address of the next write is here
  logic [WordWidth-1:0] aw_word_q;
  logic                 w_full_q;  // The data of the next write are here
  logic [31:0]          w_data_q;
  logic [3:0]           w_strb_q;
  logic                 b_valid_q;
  logic                 b_error_q;
  logic                 ar_full_q;  // The address of the next read is here
  logic [WordWidth-1:0] ar_word_q;
  logic                 r_valid_q;
  logic                 r_error_q;

  logic writes;  // A write is done at the end of this cycle, or found to be of no register
  logic write_error;
  logic read_error;

  assign writes = aw_full_q && w_full_q && (!b_valid_q || b_ready_i);
  assign write_error = 32'(aw_word_q) >= Words;
  assign read_error = 32'(ar_word_q) >= Words;

  assign aw_ready_o = !aw_full_q;
  assign w_ready_o = !w_full_q;
  assign b_valid_o = b_valid_q;
  assign b_resp_o = {b_error_q, 1'b0};
  assign ar_ready_o = !ar_full_q;
  assign r_valid_o = r_valid_q;
  assign r_resp_o = {r_error_q, 1'b0};

  assign write_o = writes && !write_error;
  assign write_word_o = Width'(aw_word_q);
  assign write_data_o = w_data_q;
  assign write_mask_o = {{8{w_strb_q[3]}}, {8{w_strb_q[2]}}, {8{w_strb_q[1]}}, {8{w_strb_q[0]}}};
  assign read_o = ar_full_q && (!r_valid_q || r_ready_i);
  assign read_word_o = Width'(ar_word_q);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      aw_full_q <= 1'b0;
      w_full_q <= 1'b0;
      b_valid_q <= 1'b0;
      ar_full_q <= 1'b0;
      r_valid_q <= 1'b0;
    end else begin
      aw_full_q <= aw_full_q ? !writes : aw_valid_i;
      w_full_q <= w_full_q ? !writes : w_valid_i;
      b_valid_q <= writes || (b_valid_q && !b_ready_i);
      ar_full_q <= ar_full_q ? !read_o : ar_valid_i;
      r_valid_q <= read_o || (r_valid_q && !r_ready_i);
    end
    if (!aw_full_q) begin
      aw_word_q <= aw_word_i;
    end
    if (!w_full_q) begin
      w_data_q <= w_data_i;
      w_strb_q <= w_strb_i;
    end
    if (writes) begin
      b_error_q <= write_error;
    end
    if (!ar_full_q) begin
      ar_word_q <= ar_word_i;
    end
    if (read_o) begin
      r_error_q <= read_error;
    end
  end

`ifndef SYNTHESIS
  logic b_waits_q;  // An answer that waits stays
  logic r_waits_q;

  always @(posedge clk_i) begin
    b_waits_q <= rst_ni && b_valid_o && !b_ready_i;
    r_waits_q <= rst_ni && r_valid_o && !r_ready_i;
    if (rst_ni && b_waits_q) begin
      assert (b_valid_o);
    end
    if (rst_ni && r_waits_q) begin
      assert (r_valid_o);
    end
  end
`endif

endmodule
