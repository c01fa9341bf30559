// The adder of an accumulator whose register is a word of a memory: what that word is to become.
module denim_accumulate #(
    // Width of a sum and an accumulator, bits
    parameter int Width = 32
) (
    // The sum is the first of its row: what the memory holds does not count
    input  logic             first_i,
    // Accumulator, from the memory
    input  logic [Width-1:0] held_i,
    // Sum that is added
    input  logic [Width-1:0] sum_i,
    // Accumulator after it, modulo 2^Width
    output logic [Width-1:0] next_o
);

  assign next_o = first_i ? sum_i : held_i + sum_i;

endmodule
