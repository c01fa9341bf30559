// Each register takes what the one before holds when it loads, and otherwise keeps what it has.
`define BENCH "denim_pipeline_data_tb"
module denim_pipeline_data_tb #(
    parameter int Stages = 3,
    parameter int Width  = 8
);

  `include "bench.svh"

  logic [Stages-1:0] load_i = '0;
  logic [Width-1:0] data_i = '0;
  logic [Width-1:0] data_o;

  denim_pipeline_data #(
      .Stages(Stages),
      .Width (Width)
  ) u_dut (
      .clk_i (clk_i),
      .load_i(load_i),
      .data_i(data_i),
      .data_o(data_o)
  );

  logic [Width-1:0] data[Stages];

  task automatic step(input int load);
    for (int s = 0; s < Stages; s++) begin
      load_i[s] = chance(load);
    end
    data_i = Width'(random_bits(Width));
    settle();
    check_word(64'(data_o), 64'(data[Stages-1]), "data_o");
    for (int s = Stages - 1; s >= 0; s--) begin
      if (load_i[s]) begin
        data[s] = s == 0 ? data_i : data[s-1];
      end
    end
    tick();
  endtask

  initial begin
    start();
    repeat (Stages) begin
      step(100);
    end
    repeat (100) begin
      step(100);
    end
    repeat (500) begin
      step(60);
    end
    repeat (500) begin
      step(10);
    end
    pass();
  end

endmodule
