// What benches of leaves between a valid/ready stream in and one out share, included inside them
// behind their inputs valid_i, ready_i and rst_ni, their task step, which checks and moves on by a
// cycle, and `passed`, the beats that have gone.

task automatic run(input int count, input int offer, input int ready);
  repeat (count) begin
    valid_i = chance(offer);
    ready_i = chance(ready);
    step();
  end
endtask

// The whole of such a bench: 50 beats in `cycles_of_50` cycles, stalls from both sides, resets.
task automatic run_all(input int cycles_of_50, input string what);
  start();
  tick();  // reset
  step();
  rst_ni = 1'b1;
  run(cycles_of_50, 100, 100);
  check(passed == 50, what);
  run(500, 70, 70);
  run(500, 100, 30);
  run(500, 30, 100);
  repeat (20) begin
    rst_ni = 1'b0;
    run(1 + random_below(2), 50, 50);
    rst_ni = 1'b1;
    run(30, 70, 50);
  end
  pass();
endtask
