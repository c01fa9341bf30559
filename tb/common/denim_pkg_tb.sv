// The width helper: index_width(count) bits name 0 … count-1, and one bit less would not.
`define BENCH "denim_pkg_tb"
module denim_pkg_tb;

  `include "bench.svh"

  task automatic check_count(input int count);
    longint width;
    width = longint'(denim_pkg::index_width(count));
    check(width >= 1, "at least one bit");
    check((longint'(1) << width) >= longint'(count), "wide enough");
    check(width == 1 || (longint'(1) << (width - 1)) < longint'(count), "no wider than that");
  endtask

  initial begin
    start();
    for (int count = 0; count <= 4100; count++) begin
      check_count(count);
    end
    for (int power = 12; power < 31; power++) begin
      check_count((1 << power) - 1);
      check_count(1 << power);
      check_count((1 << power) + 1);
    end
    pass();
  end

endmodule
