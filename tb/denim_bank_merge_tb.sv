// The node of the tree of requests for a bank, against counting who asks. First by itself: every
// pair of nobody, one and several where there are few words, random ones otherwise. Then as a tree:
// the one node takes the part of every node of a tree of eight requests, one after the other. Where
// more than one asks, the word may be any, and only the clash counts.
`define BENCH "denim_bank_merge_tb"
module denim_bank_merge_tb #(
    parameter int AddrWidth = 4
);

  localparam int Requests = 8;

  `include "bench.svh"

  logic first_hit_i = 1'b0;
  logic [AddrWidth-1:0] first_addr_i = '0;
  logic first_clash_i = 1'b0;
  logic second_hit_i = 1'b0;
  logic [AddrWidth-1:0] second_addr_i = '0;
  logic second_clash_i = 1'b0;
  logic hit_o;
  logic [AddrWidth-1:0] addr_o;
  logic clash_o;

  denim_bank_merge #(
      .AddrWidth(AddrWidth)
  ) u_dut (
      .first_hit_i   (first_hit_i),
      .first_addr_i  (first_addr_i),
      .first_clash_i (first_clash_i),
      .second_hit_i  (second_hit_i),
      .second_addr_i (second_addr_i),
      .second_clash_i(second_clash_i),
      .hit_o         (hit_o),
      .addr_o        (addr_o),
      .clash_o       (clash_o)
  );

  // `count` ask, all together for `addr`, which is the word of the only one if there is one.
  task automatic check_outputs(input int count, input logic [AddrWidth-1:0] addr);
    settle();
    check_bit(hit_o, count > 0, "hit_o");
    check_bit(clash_o, count > 1, "clash_o");
    if (count <= 1) begin
      check_word(64'(addr_o), (count == 1) ? 64'(addr) : 64'd0, "addr_o");
    end
  endtask

  // Nobody, one or two ask on each side.
  task automatic pair(input int first, input logic [AddrWidth-1:0] first_addr, input int second,
                      input logic [AddrWidth-1:0] second_addr);
    first_hit_i = first > 0;
    first_addr_i = (first > 0) ? first_addr : '0;
    first_clash_i = first > 1;
    second_hit_i = second > 0;
    second_addr_i = (second > 0) ? second_addr : '0;
    second_clash_i = second > 1;
    check_outputs(first + second, (first > 0) ? first_addr : second_addr);
  endtask

  // Requests, and behind them what the nodes make of two of them each.
  logic hits[2*Requests-1];
  logic [AddrWidth-1:0] addrs[2*Requests-1];
  logic clashes[2*Requests-1];

  task automatic tree(input int asking);
    int count;
    logic [AddrWidth-1:0] addr;
    count = 0;
    addr = '0;
    for (int i = 0; i < Requests; i++) begin
      hits[i] = chance(asking);
      addrs[i] = hits[i] ? AddrWidth'(random_bits(AddrWidth)) : '0;
      clashes[i] = 1'b0;
      if (hits[i]) begin
        count = count + 1;
        addr = addrs[i];
      end
    end
    for (int node = 0; node < Requests - 1; node++) begin
      first_hit_i = hits[2*node];
      first_addr_i = addrs[2*node];
      first_clash_i = clashes[2*node];
      second_hit_i = hits[2*node+1];
      second_addr_i = addrs[2*node+1];
      second_clash_i = clashes[2*node+1];
      settle();
      hits[Requests+node] = hit_o;
      addrs[Requests+node] = addr_o;
      clashes[Requests+node] = clash_o;
    end
    check_outputs(count, addr);
  endtask

  initial begin
    start();
    for (int first = 0; first <= 2; first++) begin
      for (int second = 0; second <= 2; second++) begin
        if (AddrWidth <= 4) begin
          for (int words = 0; words < (1 << (2 * AddrWidth)); words++) begin
            pair(first, AddrWidth'(words), second, AddrWidth'(words >> AddrWidth));
          end
        end
        repeat (100) begin
          pair(first, AddrWidth'(random_bits(AddrWidth)), second,
               AddrWidth'(random_bits(AddrWidth)));
        end
      end
    end
    repeat (500) begin
      tree(5);
      tree(15);
      tree(50);
    end
    pass();
  end

endmodule
