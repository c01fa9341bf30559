// The engine demm_8_128_64_banked in one hand-written module: the yardstick of the generated one.
// Same ports, same cycles, same results: four segments by prefix sums with a bank of accumulators
// each, two copies of the tile, sums of as many bits as they need, and eight banks with a
// crossbar.
//
// Written for speed as far as that stays natural: of the styles that were tried (sums of a column
// as an array, as rows of columns, or as scalars; a segment's lanes picked by an index, a case or
// conditionals; the difference before or behind the register) this one simulates fastest. With
// sums of 32 bits, which hardware would not have, it would be one twentieth faster.
module flat_demm_banked (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          a_valid_i,
  output logic          a_ready_o,
  input  logic [176:0]  a_data_i,
  input  logic          b_valid_i,
  output logic          b_ready_o,
  input  logic [519:0]  b_data_i,
  output logic          c_valid_o,
  input  logic          c_ready_i,
  output logic [2056:0] c_data_o,
  output logic [5:0]    error_o
);
  localparam int N = 8;
  localparam int S = 4;
  localparam int C = 64;

  // Tile handshake
  logic [1:0] full_q;
  logic a_copy_q, b_copy_q, leaving_q, leaving_copy_q;
  logic [255:0] present_q;
  // Banks of the tile: row modulo 8
  logic [511:0] word [N];
  logic [2:0] lane_bank [N];
  logic [4:0] lane_word [N];
  logic [N-1:0] lane_used;
  logic [N-1:0] clash;
  logic conflict_q;
  logic en, accept, b_accept;

  // Segments in stages 1 to 3
  logic [S-1:0] used1_q, used2_q, used3_q;
  logic [S-1:0] first1_q, first2_q, first3_q;
  logic [S-1:0] last1_q, last2_q, last3_q;
  logic [3:0] end1_q [S];
  logic [3:0] end2_q [S+1];
  logic [6:0] row1_q [S];
  logic [6:0] row2_q [S];
  logic [6:0] row3_q [S];
  logic [S-1:0] emit;
  logic [1:0] bank;
  logic [19:0] ends;
  logic [S-1:0] end_error;
  logic [N-1:0] absent;

  logic c_valid_q;
  logic [8:0] c_row_q;
  logic [2047:0] c_q;
  logic segment_error_q, absent_error_q;

  assign ends = {a_data_i[135:120], 4'd0};
  assign emit = used3_q & last3_q;
  assign en = emit == 0 || !c_valid_q || c_ready_i;
  assign a_ready_o = full_q[a_copy_q] && en;
  assign b_ready_o = !full_q[b_copy_q] && (en || !leaving_q || leaving_copy_q != b_copy_q);
  assign accept = a_valid_i && a_ready_o;
  assign b_accept = b_valid_i && b_ready_o;
  assign bank = emit[0] ? 2'd0 : emit[1] ? 2'd1 : emit[2] ? 2'd2 : 2'd3;
  assign c_valid_o = c_valid_q;
  assign c_data_o = {c_row_q, c_q};
  assign error_o = {conflict_q, absent_error_q, 1'b0, segment_error_q, 2'b00};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      full_q <= '0;
      a_copy_q <= 1'b0;
      b_copy_q <= 1'b0;
      leaving_q <= 1'b0;
      leaving_copy_q <= 1'b0;
      present_q <= '0;
      used1_q <= '0;
      used2_q <= '0;
      used3_q <= '0;
      c_valid_q <= 1'b0;
      segment_error_q <= 1'b0;
      absent_error_q <= 1'b0;
      conflict_q <= 1'b0;
    end else begin
      if (b_accept && b_data_i[519]) begin
        full_q[b_copy_q] <= 1'b1;
        b_copy_q <= !b_copy_q;
      end
      if (accept && a_data_i[176]) begin
        full_q[a_copy_q] <= 1'b0;
        a_copy_q <= !a_copy_q;
      end
      if (en && leaving_q) present_q <= present_q & {128{leaving_copy_q ? 2'b01 : 2'b10}};
      if (b_accept) present_q[{b_data_i[518:512], b_copy_q}] <= 1'b1;
      if (en) begin
        leaving_q <= accept && a_data_i[176];
        leaving_copy_q <= a_copy_q;
        used1_q <= accept ? a_data_i[167:164] : '0;
        used2_q <= used1_q;
        used3_q <= used2_q;
      end
      if (!c_valid_q || c_ready_i) c_valid_q <= emit != 0;
      if (accept && end_error != 0 || (emit & (emit - 1'b1)) != 0) segment_error_q <= 1'b1;
      if (absent != 0) absent_error_q <= 1'b1;
      if (clash != 0) conflict_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (en) begin
      first1_q <= a_data_i[171:168];
      first2_q <= first1_q;
      first3_q <= first2_q;
      last1_q <= a_data_i[175:172];
      last2_q <= last1_q;
      last3_q <= last2_q;
    end
  end

  assign end2_q[0] = 4'd0;
  for (genvar s = 0; s < S; s++) begin : gen_control
    logic [3:0] begin_lane, end_lane;
    assign {end_lane, begin_lane} = ends[s*4 +: 8];
    assign end_error[s] = end_lane > 4'd8 || end_lane < begin_lane;
    always_ff @(posedge clk_i) begin
      if (en) begin
        end1_q[s] <= end_lane > 4'd8 ? 4'd8 : end_lane;
        end2_q[s+1] <= end1_q[s];
        row1_q[s] <= a_data_i[136 + s*7 +: 7];
        row2_q[s] <= row1_q[s];
        row3_q[s] <= row2_q[s];
      end
    end
  end

  for (genvar b = 0; b < N; b++) begin : gen_bank
    logic [511:0] words_q [32];
    logic [4:0] addr;
    logic found;
    always_comb begin
      addr = '0;
      found = 1'b0;
      clash[b] = 1'b0;
      for (int l = 0; l < N; l++) begin
        if (lane_used[l] && lane_bank[l] == 3'(b)) begin
          addr = addr | lane_word[l];
          clash[b] = clash[b] | found;
          found = 1'b1;
        end
      end
    end
    assign word[b] = words_q[addr];
    always_ff @(posedge clk_i) begin
      if (b_accept && b_data_i[514:512] == 3'(b)) begin
        words_q[{b_data_i[518:515], b_copy_q}] <= b_data_i[511:0];
      end
    end
  end

  for (genvar l = 0; l < N; l++) begin : gen_lane
    int value_q;
    logic [7:0] index_q;
    logic used_q;
    logic read;
    assign lane_used[l] = used_q;
    assign lane_bank[l] = index_q[3:1];
    assign lane_word[l] = {index_q[7:4], index_q[0]};
    assign read = used_q && present_q[index_q];
    assign absent[l] = used_q && !present_q[index_q];
    always_ff @(posedge clk_i) begin
      if (!rst_ni) used_q <= 1'b0;
      else if (en) used_q <= accept && a_data_i[135:132] > 4'(l);
      if (en) begin
        value_q <= 32'($signed(a_data_i[l*8 +: 8]));
        index_q <= {a_data_i[64 + l*7 +: 7], a_copy_q};
      end
    end
    // No segment has an unused lane, so its products do not matter.
    for (genvar c = 0; c < C; c++) begin : gen_col
      logic [18:0] prod_q;
      always_ff @(posedge clk_i) begin
        if (en && used_q) begin
          prod_q <= read ? 19'(value_q * 32'($signed(word[index_q[3:1]][c*8 +: 8]))) : 0;
        end
      end
    end
  end

  // Sums of the first lanes
  for (genvar l = 0; l < N; l++) begin : gen_prefix
    for (genvar c = 0; c < C; c++) begin : gen_col
      logic [18:0] sum;
      if (l == 0) begin : gen_first
        assign sum = gen_lane[0].gen_col[c].prod_q;
      end else begin : gen_next
        assign sum = gen_prefix[l-1].gen_col[c].sum + gen_lane[l].gen_col[c].prod_q;
      end
    end
  end

  // Those before the first lane of segment s; a segment's sum is the difference of two
  for (genvar s = 0; s <= S; s++) begin : gen_end
    for (genvar c = 0; c < C; c++) begin : gen_col
      logic [18:0] sum_q;
      always_ff @(posedge clk_i) begin
        if (en) sum_q <= end2_q[s] == 4'd0 ? 19'd0
                       : end2_q[s] == 4'd1 ? gen_prefix[0].gen_col[c].sum
                       : end2_q[s] == 4'd2 ? gen_prefix[1].gen_col[c].sum
                       : end2_q[s] == 4'd3 ? gen_prefix[2].gen_col[c].sum
                       : end2_q[s] == 4'd4 ? gen_prefix[3].gen_col[c].sum
                       : end2_q[s] == 4'd5 ? gen_prefix[4].gen_col[c].sum
                       : end2_q[s] == 4'd6 ? gen_prefix[5].gen_col[c].sum
                       : end2_q[s] == 4'd7 ? gen_prefix[6].gen_col[c].sum
                       : gen_prefix[7].gen_col[c].sum;
      end
    end
  end

  for (genvar s = 0; s < S; s++) begin : gen_segment
    logic [2047:0] acc_q [128];
    logic [2047:0] next;
    for (genvar c = 0; c < C; c++) begin : gen_col
      assign next[c*32 +: 32] = (first3_q[s] ? 0 : acc_q[row3_q[s]][c*32 +: 32]) 
                                + 32'($signed(gen_end[s+1].gen_col[c].sum_q - gen_end[s].gen_col[c].sum_q));
    end
    always_ff @(posedge clk_i) begin
      if (en && used3_q[s]) acc_q[row3_q[s]] <= next;
    end
  end

  always_ff @(posedge clk_i) begin
    if (en && emit != 0) begin
      case (bank)
        2'd0: c_q <= gen_segment[0].next;
        2'd1: c_q <= gen_segment[1].next;
        2'd2: c_q <= gen_segment[2].next;
        default: c_q <= gen_segment[3].next;
      endcase
      c_row_q <= {row3_q[bank], bank};
    end
  end
endmodule
