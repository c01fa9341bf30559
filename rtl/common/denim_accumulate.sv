// The adder of an accumulator whose register is a word of a memory: what that word is to become.
module denim_accumulate #(
    // Width of a sum, bits, at most Width
    parameter int SumWidth = 20,
    // Width of an accumulator, bits
    parameter int Width    = 32
) (
    // The sum is the first of its row: what the memory holds does not count
    input  logic                first_i,
    // Accumulator, from the memory
    input  logic [   Width-1:0] held_i,
    // Sum that is added, signed
    input  logic [SumWidth-1:0] sum_i,
    // Accumulator after it, modulo 2^Width
    output logic [   Width-1:0] next_o
);

  logic [Width-1:0] sum;

  assign sum = Width'($signed(sum_i));
  assign next_o = first_i ? sum : held_i + sum;

endmodule
