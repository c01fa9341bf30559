// The register with an enable: takes what there is, and holds it, whatever there is then.
`define BENCH "denim_register_tb"
module denim_register_tb #(
    parameter int Width = 32
);

  `include "bench.svh"

  logic enable_i = 1'b0;
  logic [Width-1:0] data_i = '0;
  logic [Width-1:0] data_o;

  denim_register #(
      .Width(Width)
  ) u_dut (
      .clk_i   (clk_i),
      .enable_i(enable_i),
      .data_i  (data_i),
      .data_o  (data_o)
  );

  logic [Width-1:0] held;

  initial begin
    start();
    repeat (2000) begin
      enable_i = cycles == 0 || chance(60);
      data_i = Width'(random_bits(Width));
      if (!enable_i && chance(50)) begin
        data_i = 'x;
      end
      settle();
      if (enable_i) begin
        held = data_i;
      end
      tick();
      settle();
      check_word(64'(data_o), 64'(held), "data_o");
    end
    pass();
  end

endmodule
