// What goes along with the beats of a pipeline (see denim_pipeline): a register for each of its
// registers.
module denim_pipeline_data #(
    // Registers one behind the other
    parameter int Stages = 3,
    // Width, bits
    parameter int Width  = 8
) (
    // Clock
    input  logic              clk_i,
    // A bit for each register, the first lowest: a beat comes into it at the end of this cycle
    input  logic [Stages-1:0] load_i,
    // What goes along with the beat that comes in
    input  logic [ Width-1:0] data_i,
    // What goes along with the beat in the last register
    output logic [ Width-1:0] data_o
);

  assign data_o = gen_stage[Stages-1].data_q;

  for (genvar s = 0; s < Stages; s++) begin : gen_stage
    logic [Width-1:0] data_q;

    if (s == 0) begin : gen_first
      always_ff @(posedge clk_i) begin
        if (load_i[0]) begin
          data_q <= data_i;
        end
      end
    end else begin : gen_next
      always_ff @(posedge clk_i) begin
        if (load_i[s]) begin
          data_q <= gen_stage[s-1].data_q;
        end
      end
    end
  end

endmodule
