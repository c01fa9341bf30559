// One of two values: the one that is chosen, whatever the other is, be it unknown.
`define BENCH "denim_choose_tb"
module denim_choose_tb #(
    parameter int Width = 32
);

  `include "bench.svh"

  logic second_i = 1'b0;
  logic [Width-1:0] first_data_i = '0;
  logic [Width-1:0] second_data_i = '0;
  logic [Width-1:0] data_o;

  denim_choose #(
      .Width(Width)
  ) u_dut (
      .second_i     (second_i),
      .first_data_i (first_data_i),
      .second_data_i(second_data_i),
      .data_o       (data_o)
  );

  task automatic step(input logic [Width-1:0] chosen, input logic [Width-1:0] other);
    second_i = 1'b0;
    first_data_i = chosen;
    second_data_i = other;
    settle();
    check_word(64'(data_o), 64'(chosen), "data_o, the first");
    second_i = 1'b1;
    settle();
    check_word(64'(data_o), 64'(other), "data_o, the second");
    first_data_i = other;
    second_data_i = chosen;
    settle();
    check_word(64'(data_o), 64'(chosen), "data_o, the second after an exchange");
  endtask

  initial begin
    start();
    if (Width <= 5) begin
      for (int values = 0; values < (1 << (2 * Width)); values++) begin
        step(Width'(values), Width'(values >> Width));
      end
    end
    repeat (1000) begin
      step(Width'(random_bits(Width)), Width'(random_bits(Width)));
      step(Width'(random_bits(Width)), 'x);
    end
    pass();
  end

endmodule
