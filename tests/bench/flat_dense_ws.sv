// The engine dense_ws in one hand-written module: the yardstick of the generated one. Same ports, same
// cycles, same results: 16 × 32 PEs with a weight that is used and rows of weights that are loaded,
// activations that move right, sums that move down, and an accumulator a column of B.
//
// Written for speed as far as that stays natural: activations as one vector a row are as fast as
// registers from PE to PE, and shorter.
module flat_dense_ws (
  input  logic          clk_i,
  input  logic          rst_ni,
  input  logic          a_valid_i,
  output logic          a_ready_o,
  input  logic [262:0]  a_data_i,
  input  logic          b_valid_i,
  output logic          b_ready_o,
  input  logic [137:0]  b_data_i,
  output logic          c_valid_o,
  input  logic          c_ready_i,
  output logic [1032:0] c_data_o,
  output logic [4:0]    error_o
);
  localparam int R = 16;
  localparam int C = 32;
  // From the b handshake to the sums of all columns side by side
  localparam int S = R + C + 1;

  // Tile handshake
  logic whole_q, used_q, whole_first_q, whole_last_q, used_first_q, used_last_q;
  logic [R-1:0] busy_q, loaded_q;
  logic [R-1:0] row_bit, load_row, leave;
  logic load, accept, swap, en;
  // A tile's first wave by the cycles of its way
  logic [R+C-3:0] token_q;
  logic [R+C-2:0] pulse;

  // Where the sums of a wave go
  logic [S-1:0] valid_q, first_q, last_q;
  logic [8:0] row_q [S];
  logic [1023:0] acc_q [512];
  logic [1023:0] next;
  logic emit;

  logic c_valid_q, twice_q;
  logic [8:0] c_row_q;
  logic [1023:0] c_q;

  assign row_bit = 16'd1 << a_data_i[259:256];
  assign a_ready_o = !whole_q && (busy_q & row_bit) == 0;
  assign load = a_valid_i && a_ready_o;
  assign load_row = load ? row_bit : 16'd0;
  assign b_ready_o = (whole_q || used_q) && en;
  assign accept = b_valid_i && b_ready_o;
  assign swap = accept && !used_q;
  assign pulse = {token_q, swap} & {(R + C - 1){en}};
  assign emit = valid_q[S-1] && last_q[S-1];
  assign en = !emit || !c_valid_q || c_ready_i;
  assign c_valid_o = c_valid_q;
  assign c_data_o = {c_row_q, c_q};
  assign error_o = {3'b000, twice_q, 1'b0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      whole_q <= 1'b0;
      used_q <= 1'b0;
      busy_q <= '0;
      loaded_q <= '0;
      token_q <= '0;
      valid_q <= '0;
      c_valid_q <= 1'b0;
      twice_q <= 1'b0;
    end else begin
      if (load && a_data_i[262]) begin
        whole_q <= 1'b1;
        loaded_q <= '0;
      end else begin
        loaded_q <= loaded_q | load_row;
        if (swap) whole_q <= 1'b0;
      end
      if (accept) used_q <= !b_data_i[137];
      busy_q <= (busy_q | {R{swap}}) & ~leave;
      if (en) begin
        token_q <= {token_q[R+C-4:0], swap};
        valid_q <= {valid_q[S-2:0], accept};
      end
      if (!c_valid_q || c_ready_i) c_valid_q <= emit;
      if ((load_row & loaded_q) != 0) twice_q <= 1'b1;
    end
    if (load && a_data_i[262]) begin
      whole_first_q <= a_data_i[260];
      whole_last_q <= a_data_i[261];
    end
    if (swap) begin
      used_first_q <= whole_first_q;
      used_last_q <= whole_last_q;
    end
    if (en) begin
      first_q <= {first_q[S-2:0], used_q ? used_first_q : whole_first_q};
      last_q <= {last_q[S-2:0], used_q ? used_last_q : whole_last_q};
      row_q[0] <= b_data_i[136:128];
      for (int i = 1; i < S; i++) row_q[i] <= row_q[i-1];
    end
  end

  for (genvar r = 0; r < R; r++) begin : gen_row
    logic [255:0] weights_q;
    // The row begins r cycles later
    logic [8*(r+C)-1:0] line_q;
    assign leave[r] = pulse[r+C-1];
    always_ff @(posedge clk_i) begin
      if (!rst_ni) weights_q <= '0;
      else if (load_row[r]) weights_q <= a_data_i[255:0];
      else if (leave[r]) weights_q <= '0;
      if (en) line_q <= {line_q[8*(r+C)-9:0], b_data_i[8*r +: 8]};
    end
    for (genvar c = 0; c < C; c++) begin : gen_col
      logic [7:0] weight_q;
      logic [19:0] product_q, sum_q;
      always_ff @(posedge clk_i) begin
        if (pulse[r+c]) weight_q <= weights_q[8*c +: 8];
        if (en) begin
          product_q <= 20'($signed(weight_q)) * 20'($signed(line_q[8*(r+c) +: 8]));
        end
      end
      if (r == 0) begin : gen_first
        always_ff @(posedge clk_i) if (en) sum_q <= product_q;
      end else begin : gen_next
        always_ff @(posedge clk_i) if (en) sum_q <= product_q + gen_row[r-1].gen_col[c].sum_q;
      end
    end
  end

  for (genvar c = 0; c < C; c++) begin : gen_total
    logic [19:0] total;
    if (c == C - 1) begin : gen_last
      assign total = gen_row[R-1].gen_col[c].sum_q;
    end else begin : gen_wait
      logic [20*(C-1-c)-1:0] wait_q;
      assign total = wait_q[20*(C-2-c) +: 20];
      always_ff @(posedge clk_i) begin
        if (en) wait_q <= (20*(C-1-c))'({wait_q, gen_row[R-1].gen_col[c].sum_q});
      end
    end
    assign next[32*c +: 32] = (first_q[S-1] ? 0 : acc_q[row_q[S-1]][32*c +: 32])
                              + 32'($signed(total));
  end

  always_ff @(posedge clk_i) begin
    if (en && valid_q[S-1]) acc_q[row_q[S-1]] <= next;
    if (en && emit) begin
      c_q <= next;
      c_row_q <= row_q[S-1];
    end
  end
endmodule
