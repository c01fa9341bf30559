// The accumulators of one column: a 1R1W memory, asynchronous read, and an adder. A sum is added to
// its accumulator in one cycle, so sums for the same accumulator may follow one another at once.
module denim_accumulate #(
    // Accumulators
    parameter  int Rows     = 512,
    // Width of a sum, an accumulator and a result, bits
    parameter  int Width    = 32,
    // Bits that name an accumulator
    localparam int RowWidth = denim_pkg::index_width(Rows)
) (
    // Clock
    input  logic                clk_i,
    // The pipeline moves
    input  logic                enable_i,
    // The sum is added
    input  logic                write_i,
    // The sum overwrites the accumulator instead
    input  logic                first_i,
    // The new value is also a result
    input  logic                emit_i,
    // Accumulator
    input  logic [RowWidth-1:0] row_i,
    // Sum, signed
    input  logic [   Width-1:0] sum_i,
    // Latest result, signed, one cycle after its sum
    output logic [   Width-1:0] result_o
);

  logic [Width-1:0] accumulators_q[Rows];
  logic [Width-1:0] total;
  logic [Width-1:0] result_q;

  assign total = (first_i ? '0 : accumulators_q[row_i]) + sum_i;
  assign result_o = result_q;

  always_ff @(posedge clk_i) begin
    if (enable_i && write_i) begin
      accumulators_q[row_i] <= total;
    end
    if (enable_i && emit_i) begin
      result_q <= total;
    end
  end

endmodule
