// The engine demm_8_128_64 in one hand-written module: the yardstick of the
// generated one. Same ports, same cycles, same results, one tile memory.
module flat_demm (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          a_valid_i,
  output logic          a_ready_o,
  input  logic [136:0]  a_data_i,
  input  logic          b_valid_i,
  output logic          b_ready_o,
  input  logic [519:0]  b_data_i,
  output logic          c_valid_o,
  input  logic          c_ready_i,
  output logic [2056:0] c_data_o,
  output logic [4:0]    error_o
);
  localparam int N = 8;
  localparam int C = 64;

  logic full_q, valid1_q, used1_q, release1_q, over1_q, first1_q, last1_q;
  logic used2_q, first2_q, last2_q, used3_q, first3_q, last3_q, c_valid_q;
  logic [8:0] row1_q, row2_q, row3_q, c_row_q;
  logic [127:0] present_q;
  logic over_seen_q, absent_seen_q;
  logic [511:0] tile_q [128];
  logic [2047:0] acc_q [512];
  logic [2047:0] next;
  logic [2047:0] c_q;
  logic [N-1:0] absent;
  logic en, accept, b_accept;

  assign en = !c_valid_q || c_ready_i;
  assign a_ready_o = full_q && en;
  assign b_ready_o = !full_q && (en || !valid1_q);
  assign accept = a_valid_i && a_ready_o;
  assign b_accept = b_valid_i && b_ready_o;
  assign c_valid_o = c_valid_q;
  assign c_data_o = {c_row_q, c_q};
  assign error_o = {absent_seen_q, 1'b0, over_seen_q, 2'b00};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      full_q <= 1'b0;
      valid1_q <= 1'b0;
      used1_q <= 1'b0;
      release1_q <= 1'b0;
      over1_q <= 1'b0;
      used2_q <= 1'b0;
      used3_q <= 1'b0;
      c_valid_q <= 1'b0;
      present_q <= '0;
      over_seen_q <= 1'b0;
      absent_seen_q <= 1'b0;
    end else begin
      if (en && release1_q) present_q <= '0;
      if (b_accept) begin
        present_q[b_data_i[518:512]] <= 1'b1;
        if (b_data_i[519]) full_q <= 1'b1;
      end
      if (accept && a_data_i[136]) full_q <= 1'b0;
      if (en) begin
        valid1_q <= accept;
        used1_q <= accept && a_data_i[133];
        release1_q <= accept && a_data_i[136];
        over1_q <= accept && a_data_i[133] && a_data_i[123:120] > 4'd8;
        used2_q <= used1_q;
        used3_q <= used2_q;
        c_valid_q <= used3_q && last3_q;
        if (over1_q) over_seen_q <= 1'b1;
        if (used1_q && |absent) absent_seen_q <= 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (b_accept) tile_q[b_data_i[518:512]] <= b_data_i[511:0];
    if (en) begin
      row1_q <= a_data_i[132:124];
      first1_q <= a_data_i[134];
      last1_q <= a_data_i[135];
      row2_q <= row1_q;
      first2_q <= first1_q;
      last2_q <= last1_q;
      row3_q <= row2_q;
      first3_q <= first2_q;
      last3_q <= last2_q;
      c_row_q <= row3_q;
    end
  end

  for (genvar l = 0; l < N; l++) begin : gen_lane
    int value_q;
    logic [6:0] index_q;
    logic used_q;
    logic read;
    assign read = used_q && present_q[index_q];
    assign absent[l] = used_q && !present_q[index_q];
    always_ff @(posedge clk_i) begin
      if (en) begin
        value_q <= 32'($signed(a_data_i[l*8 +: 8]));
        index_q <= a_data_i[64 + l*7 +: 7];
        used_q <= accept && a_data_i[133] && a_data_i[123:120] > 4'(l);
      end
    end
    for (genvar c = 0; c < C; c++) begin : gen_col
      int prod_q;
      always_ff @(posedge clk_i) begin
        if (en) begin
          if (read) prod_q <= value_q * 32'($signed(tile_q[index_q][c*8 +: 8]));
          else prod_q <= 0;
        end
      end
    end
  end

  for (genvar c = 0; c < C; c++) begin : gen_sum
    int sum_q;
    always_ff @(posedge clk_i) begin
      if (en) begin
        sum_q <= ((gen_lane[0].gen_col[c].prod_q + gen_lane[1].gen_col[c].prod_q)
                + (gen_lane[2].gen_col[c].prod_q + gen_lane[3].gen_col[c].prod_q))
               + ((gen_lane[4].gen_col[c].prod_q + gen_lane[5].gen_col[c].prod_q)
                + (gen_lane[6].gen_col[c].prod_q + gen_lane[7].gen_col[c].prod_q));
      end
    end
    assign next[c*32 +: 32] = (first3_q ? 0 : acc_q[row3_q][c*32 +: 32]) + sum_q;
  end

  always_ff @(posedge clk_i) begin
    if (en && used3_q) acc_q[row3_q] <= next;
    if (en && used3_q && last3_q) c_q <= next;
  end
endmodule
