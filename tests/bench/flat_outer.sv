// A unit of the engine dstc_8_16_32 in one hand-written module: the yardstick of the generated one.
// Same ports, same cycles, same results: a queue of steps of k, ranks of the values by prefix sums,
// 8 × 16 multipliers, a tile of 32 × 32 accumulators, and the tile that leaves row by row.
module flat_outer (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          a_valid_i,
  output logic          a_ready_o,
  input  logic [288:0]  a_data_i,
  input  logic          b_valid_i,
  output logic          b_ready_o,
  input  logic [287:0]  b_data_i,
  output logic          c_valid_o,
  input  logic          c_ready_i,
  output logic [1028:0] c_data_o
);
  localparam int P = 8;
  localparam int Q = 16;
  localparam int T = 32;

  // Steps of k that wait, and the one that is worked on
  logic [576:0] queue_q [8];
  logic [2:0] in_q, out_q;
  logic [3:0] count_q;
  logic take, put, get;
  logic [31:0] a_bits, b_bits;
  logic [255:0] a_values, b_values;
  logic last;

  // Ranks of the values, and the step in it
  logic [5:0] a_rank [T], b_rank [T];
  logic [5:0] a_count, b_count;
  logic [2:0] a_groups, a_group_q;
  logic [1:0] b_groups, b_group_q;
  logic b_ends, ends;

  // Chosen values, their products, and where those go
  logic chosen_q, multiplied_q, choose, multiply, adds, room;
  logic chosen_last_q, multiplied_last_q;
  logic [P*8-1:0] a_q;
  logic [Q*8-1:0] b_q;
  logic [T-1:0] row_chosen_q, row_hit_q, column_chosen_q, column_hit_q;
  logic [2:0] row_chosen_lane_q [T], row_lane_q [T];
  logic [3:0] column_chosen_lane_q [T], column_lane_q [T];
  logic [15:0] product_q [P][Q];

  // The tile that is added up, and the one that leaves
  logic [31:0] sum_q [T][T];
  logic [T*32-1:0] held_q [T];
  logic complete_q, leaves_q, hand_over, leave, free, may_add;
  logic [4:0] row_q;
  logic c_valid_q;
  logic [1028:0] c_q;

  assign take = a_valid_i && b_valid_i && !count_q[3];
  assign a_ready_o = b_valid_i && !count_q[3];
  assign b_ready_o = a_valid_i && !count_q[3];
  assign put = take && ((|a_data_i[31:0] && |b_data_i[31:0]) || a_data_i[288]);
  assign {last, b_values, b_bits, a_values, a_bits} = queue_q[out_q];

  always_comb begin
    a_count = 6'd0;
    b_count = 6'd0;
    for (int i = 0; i < T; i++) begin
      a_rank[i] = a_count;
      b_rank[i] = b_count;
      a_count = a_count + 6'(a_bits[i]);
      b_count = b_count + 6'(b_bits[i]);
    end
  end

  assign a_groups = 3'((a_count + 6'd7) >> 3);
  assign b_groups = 2'((b_count + 6'd15) >> 4);
  assign b_ends = b_group_q == b_groups - 2'd1;
  assign ends = (b_ends && a_group_q == a_groups - 3'd1) || a_groups == 0 || b_groups == 0;

  assign may_add = !(complete_q && leaves_q);
  assign room = may_add || !(chosen_q && multiplied_q);
  assign choose = count_q != 0 && room;
  assign multiply = chosen_q && (may_add || !multiplied_q);
  assign adds = multiplied_q && may_add;
  assign get = choose && ends;

  assign hand_over = complete_q && !leaves_q;
  assign free = !c_valid_q || c_ready_i;
  assign leave = leaves_q && free;
  assign c_valid_o = c_valid_q;
  assign c_data_o = c_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      in_q <= 3'd0;
      out_q <= 3'd0;
      count_q <= 4'd0;
      a_group_q <= 3'd0;
      b_group_q <= 2'd0;
      chosen_q <= 1'b0;
      multiplied_q <= 1'b0;
      complete_q <= 1'b0;
      leaves_q <= 1'b0;
      row_q <= 5'd0;
      c_valid_q <= 1'b0;
    end else begin
      in_q <= in_q + 3'(put);
      out_q <= out_q + 3'(get);
      count_q <= count_q + 4'(put) - 4'(get);
      if (get) begin
        a_group_q <= 3'd0;
        b_group_q <= 2'd0;
      end else if (choose) begin
        b_group_q <= b_ends ? 2'd0 : b_group_q + 2'd1;
        a_group_q <= a_group_q + 3'(b_ends);
      end
      if (room) chosen_q <= choose;
      if (may_add || !multiplied_q) multiplied_q <= multiply;
      if (may_add) complete_q <= adds && multiplied_last_q;
      if (hand_over) begin
        leaves_q <= 1'b1;
        row_q <= 5'd31;
      end else if (leave) begin
        leaves_q <= row_q != 0;
        row_q <= row_q - 5'd1;
      end
      if (free) c_valid_q <= leave;
    end
  end

  always_ff @(posedge clk_i) begin
    if (put) queue_q[in_q] <= {a_data_i[288], b_data_i[287:32], b_data_i[31:0], a_data_i[287:32], a_data_i[31:0]};
    if (choose) begin
      a_q <= a_values[a_group_q[1:0]*64 +: 64];
      b_q <= b_values[b_group_q[0]*128 +: 128];
      chosen_last_q <= ends && last;
      for (int i = 0; i < T; i++) begin
        row_chosen_q[i] <= a_bits[i] && a_rank[i][5:3] == a_group_q;
        row_chosen_lane_q[i] <= a_rank[i][2:0];
        column_chosen_q[i] <= b_bits[i] && b_rank[i][5:4] == b_group_q;
        column_chosen_lane_q[i] <= b_rank[i][3:0];
      end
    end
    if (multiply) begin
      multiplied_last_q <= chosen_last_q;
      row_hit_q <= row_chosen_q;
      column_hit_q <= column_chosen_q;
      for (int i = 0; i < T; i++) begin
        row_lane_q[i] <= row_chosen_lane_q[i];
        column_lane_q[i] <= column_chosen_lane_q[i];
      end
      for (int l = 0; l < P; l++)
        for (int m = 0; m < Q; m++)
          product_q[l][m] <= 16'($signed(a_q[l*8 +: 8])) * 16'($signed(b_q[m*8 +: 8]));
    end
  end

  for (genvar i = 0; i < T; i++) begin : gen_row
    logic adds_here;
    assign adds_here = adds && row_hit_q[i];
    for (genvar j = 0; j < T; j++) begin : gen_column
      always_ff @(posedge clk_i) begin
        if (!rst_ni) sum_q[i][j] <= 32'd0;
        else if (adds_here || hand_over)
          sum_q[i][j] <= (hand_over ? 32'd0 : sum_q[i][j])
            + (adds_here && column_hit_q[j]
            ? 32'($signed(product_q[row_lane_q[i]][column_lane_q[j]])) : 32'd0);
        if (hand_over) held_q[i][j*32 +: 32] <= sum_q[i][j];
      end
    end
    always_ff @(posedge clk_i)
      if (leave) held_q[i] <= i == 0 ? '0 : held_q[i == 0 ? 0 : i - 1];
  end

  always_ff @(posedge clk_i)
    if (leave) c_q <= {row_q, held_q[T-1]};
endmodule
