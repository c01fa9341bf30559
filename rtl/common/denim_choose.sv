// One of two values.
module denim_choose #(
    // Width, bits
    parameter int Width = 32
) (
    // 1: the second value; 0: the first
    input  logic             second_i,
    // First value
    input  logic [Width-1:0] first_data_i,
    // Second value
    input  logic [Width-1:0] second_data_i,
    // The one that is chosen
    output logic [Width-1:0] data_o
);

  assign data_o = second_i ? second_data_i : first_data_i;

endmodule
