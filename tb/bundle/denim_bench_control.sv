// Clock, reset and end of a bundle's bench: reads program.hex, counts cycles, watches for raised
// error bits and for an engine that stands still, and says PASS when all beats have passed.
//
// Cycles count from the first one in which a beat is offered to the last one that brings a result,
// both included; without stalls they must be those of program.hex, unless it says 0. Plusargs:
// PROGRAM (its folder), SEED, STALL (only to be told here).
module denim_bench_control #(
    // Who passes
    parameter              Name    = "engine",
    // Hash of the spec, which the program must be for
    parameter logic [63:0] Spec    = 64'd0,
    // Numbers in program.hex
    parameter int          Numbers = 2,
    parameter int          Sources = 1,
    parameter int          Sinks   = 1,
    parameter int          Errors  = 1
) (
    output logic                  clk_o,
    output logic                  rst_no,
    // All numbers, the first of them lowest
    output logic [64*Numbers-1:0] numbers_o,
    // Of each source and each sink: a beat is offered, a beat passes, all have passed
    input  logic [   Sources-1:0] offered_i,
    input  logic [   Sources-1:0] taken_i,
    input  logic [   Sources-1:0] sent_i,
    input  logic [     Sinks-1:0] given_i,
    input  logic [     Sinks-1:0] ended_i,
    input  logic [    Errors-1:0] error_i
);

  // Cycles that nothing may come in after the last beat.
  localparam longint Rest = 100;

  string folder;
  string path;
  integer file;
  logic [63:0] numbers[Numbers];
  int seed;
  int stall;
  longint beats = 0;
  longint cycles = 0;
  longint last = 0;
  longint idle = 0;
  longint patience;

  task automatic fail(input string what);
    $display("FAIL %0s, cycle %0d, seed %0d, stalls %0d %%: %0s", Name, cycles, seed, stall, what);
    $fatal(1, "the bench ends");
  endtask

  initial begin
    clk_o = 1'b0;
    rst_no = 1'b0;
    if (!$value$plusargs("STALL=%d", stall)) begin
      stall = 0;
    end
    if (!$value$plusargs("SEED=%d", seed)) begin
      seed = 0;
    end
    if (stall < 0 || stall > 99) begin
      fail("STALL must be from 0 to 99");
    end
    if (!$value$plusargs("PROGRAM=%s", folder)) begin
      folder = "sim";
    end
    path = {folder, "/program.hex"};
    file = $fopen(path, "r");
    if (file == 0) begin
      fail({path, " cannot be read"});
    end
    $fclose(file);
    $readmemh(path, numbers, 0, Numbers - 1);
    for (int i = 0; i < Numbers; i = i + 1) begin
      numbers_o[64*i+:64] = numbers[i];
    end
    if (numbers[0] !== Spec) begin
      fail($sformatf("%0s is of the spec %h; this engine is of %h", path, numbers[0][47:0],
                     Spec[47:0]));
    end
    if (^numbers_o === 1'bx) begin
      fail({path, " has too few numbers"});
    end
    // Without stalls no pause is longer than the whole; stalls make it so many times as long.
    patience = (longint'(numbers[1]) + 1000) * 100 / (100 - longint'(stall));
    repeat (4) @(posedge clk_o);
    @(negedge clk_o);
    #1 rst_no = 1'b1;
  end

  always #5 clk_o = !clk_o;

  always @(posedge clk_o) begin
    if (rst_no) begin
      if (cycles != 0 || offered_i != '0) begin
        cycles = cycles + 1;
      end
      if (error_i !== '0) begin
        fail($sformatf("error_o is %b", error_i));
      end
      idle = idle + 1;
      if (taken_i != '0) begin
        idle = 0;
      end
      for (int i = 0; i < Sinks; i = i + 1) begin
        if (given_i[i]) begin
          beats = beats + 1;
          last = cycles;
          idle = 0;
        end
      end
      if (idle >= Rest && (&sent_i) && (&ended_i)) begin
        if (stall == 0 && numbers[1] != 64'd0 && last != longint'(numbers[1])) begin
          fail($sformatf("took %0d cycles without stalls, and the program says %0d", last,
                         numbers[1]));
        end
        $display("PASS %0s: %0d beats of results in %0d cycles, seed %0d, stalls %0d %%", Name,
                 beats, last, seed, stall);
        $finish(0);
      end
      if (idle > patience) begin
        fail($sformatf("nothing moves; sent %b, ended %b", sent_i, ended_i));
      end
    end
  end

endmodule
