// The rows that are there, as the lanes ask, against a model that has a bit for each row of each
// copy. In every cycle the lanes ask for all rows of the copy in use, as many at a time as there are
// lanes. A copy is loaded and released in any order, but never both in one cycle.
`define BENCH "denim_demm_rows_tb"
module denim_demm_rows_tb #(
    parameter int Lanes  = 8,
    parameter int Depth  = 128,
    parameter int Copies = 1
);

  localparam int RowWidth = denim_pkg::index_width(Depth);

  `include "bench.svh"

  logic rst_ni = 1'b0;
  logic write_i = 1'b0;
  logic [RowWidth-1:0] row_i = '0;
  logic b_copy_i = 1'b0;
  logic a_copy_i = 1'b0;
  logic release_i = 1'b0;
  logic [Lanes*RowWidth-1:0] index_i = '0;
  logic [Lanes-1:0] present_o;

  denim_demm_rows #(
      .Lanes (Lanes),
      .Depth (Depth),
      .Copies(Copies)
  ) u_dut (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .write_i  (write_i),
      .row_i    (row_i),
      .b_copy_i (b_copy_i),
      .a_copy_i (a_copy_i),
      .release_i(release_i),
      .index_i  (index_i),
      .present_o(present_o)
  );

  // Row r of copy c is Copies * r + c.
  bit [Copies*Depth-1:0] there = '0;
  int yes = 0;
  int no = 0;

  // Every row, in the copy in use.
  task automatic ask;
    int row;
    bit expected;
    for (int first = 0; first < Depth; first += Lanes) begin
      for (int l = 0; l < Lanes; l++) begin
        row = (first + l) % Depth;
        index_i[l*RowWidth+:RowWidth] = RowWidth'(row);
      end
      settle();
      for (int l = 0; l < Lanes; l++) begin
        row = (first + l) % Depth;
        expected = there[row*Copies+int'(a_copy_i)];
        check_bit(present_o[l], expected, "present_o");
        yes = yes + int'(expected);
        no = no + int'(!expected);
      end
    end
  endtask

  initial begin
    start();
    tick();  // reset
    rst_ni = 1'b1;
    for (int i = 0; i < 1500; i++) begin
      a_copy_i = Copies == 2 && chance(50);
      b_copy_i = Copies == 2 && chance(50);
      write_i = chance(70);
      row_i = RowWidth'(random_below(Depth));
      // Few rows half of the time, so that tiles bring the same ones.
      if (chance(50)) begin
        row_i = RowWidth'(random_below(Depth < 4 ? Depth : 4));
      end
      release_i = chance(5) && !(write_i && a_copy_i == b_copy_i);
      rst_ni = !chance(1);
      ask();
      if (!rst_ni) begin
        there = '0;
      end else begin
        for (int row = 0; row < Depth; row++) begin
          if (release_i) begin
            there[row*Copies+int'(a_copy_i)] = 1'b0;
          end
        end
        if (write_i) begin
          there[int'(row_i)*Copies+int'(b_copy_i)] = 1'b1;
        end
      end
      if (!write_i && chance(50)) begin
        row_i = 'x;
        b_copy_i = 1'bx;
      end
      tick();
    end
    check(yes > 20, "rows were there");
    check(no > 20, "rows were not there");
    pass();
  end

endmodule
