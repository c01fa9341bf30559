// What goes along with the beats that denim_pipeline moves: a register beside each register there.
module denim_pipeline_data #(
  parameter int Stages = 3,  // Registers one behind the other
  parameter int Width  = 8  // Width, bits
) (
  input  logic clk_i,  // Clock

  // A bit for each register, the first lowest: a beat comes into it at the end of this cycle
  input  logic [Stages-1:0] load_i,
  input  logic [Width-1:0]  data_i,  // What goes along with the beat that comes in
  output logic [Width-1:0]  data_o  // What goes along with the beat in the last register
);

  if (Stages < 1) begin : gen_guard_1
    Stages_must_be_at_least_1 u_stop ();
  end else if (Width < 1) begin : gen_guard_2
    Width_must_be_at_least_1 u_stop ();
  end

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
    if (s == Stages - 1) begin : gen_last
      assign data_o = data_q;
    end
  end

endmodule
