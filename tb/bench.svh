// What every bench shares, included inside its module. After start(), a bench drives its leaf from
// one process, so that nothing races: it sets the inputs, lets them settle(), checks the outputs,
// moves its own model of the leaf, and tick()s. Outputs are compared with ===, so an unknown bit is
// a mismatch.
//
// A bench ends with `PASS <number of checks>` by pass(), or with the first check that fails, which
// ends the simulation with status 1. Everything random comes from +SEED=<number>, 0 by default. With
// +ONLY_ASSERTIONS no check fails: what a wrong leaf, or a wrong bench, is told by is its assertions.

logic clk_i = 1'b0;

int seed;
int random_state;
bit judges;
longint checks = 0;
longint cycles = 0;

task automatic start;
  if (!$value$plusargs("SEED=%d", seed)) begin
    seed = 0;
  end
  random_state = seed;
  judges = !$test$plusargs("ONLY_ASSERTIONS");
endtask

function automatic int unsigned random_word();
  random_word = $random(random_state);
endfunction

// One of 0 … count-1.
function automatic int random_below(input int count);
  random_below = int'(random_word() % count);
endfunction

function automatic bit chance(input int percent);
  chance = random_below(100) < percent;
endfunction

// A number of `width` bits, often one of the extreme ones: 0, all ones, only the highest bit, all
// but the highest bit, only the lowest bit.
function automatic logic [63:0] random_bits(input int width);
  logic [63:0] ones;
  ones = (64'd1 << width) - 64'd1;
  case (random_below(16))
    0: random_bits = 64'd0;
    1: random_bits = ones;
    2: random_bits = 64'd1 << (width - 1);
    3: random_bits = ones >> 1;
    4: random_bits = 64'd1;
    default: random_bits = {random_word(), random_word()} & ones;
  endcase
endfunction

// A signed number of `width` bits.
function automatic longint as_signed(input logic [63:0] value, input int width);
  as_signed = longint'(value);
  if (value[width-1]) begin
    as_signed = as_signed - (longint'(1) << width);
  end
endfunction

task automatic check(input logic ok, input string what);
  checks = checks + 1;
  if (judges && ok !== 1'b1) begin
    $display("FAIL %s, cycle %0d, seed %0d: %s", `BENCH, cycles, seed, what);
    $fatal(1, "check failed");
  end
endtask

task automatic check_bit(input logic got, input logic expected, input string what);
  checks = checks + 1;
  if (judges && got !== expected) begin
    $display("FAIL %s, cycle %0d, seed %0d: %s is %b, expected %b", `BENCH, cycles, seed, what, got,
             expected);
    $fatal(1, "check failed");
  end
endtask

task automatic check_word(input logic [63:0] got, input logic [63:0] expected, input string what);
  checks = checks + 1;
  if (judges && got !== expected) begin
    $display("FAIL %s, cycle %0d, seed %0d: %s is %h, expected %h", `BENCH, cycles, seed, what, got,
             expected);
    $fatal(1, "check failed");
  end
endtask

task automatic settle;
  #1;
endtask

task automatic tick;
  #1 clk_i = 1'b1;
  #1 clk_i = 1'b0;
  cycles = cycles + 1;
endtask

task automatic pass;
  $display("PASS %0d", checks);
  $finish(0);
endtask
