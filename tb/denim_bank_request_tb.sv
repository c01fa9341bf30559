// What a read port asks of a bank: every port state, bank and word where there are few, random ones
// otherwise, also banks and words that are none; a port that does not read this bank gives zeros,
// though what it would read is unknown.
`define BENCH "denim_bank_request_tb"
module denim_bank_request_tb #(
    parameter int Bank  = 0,
    parameter int Banks = 8,
    parameter int Depth = 16
);

  localparam int BankWidth = denim_pkg::index_width(Banks);
  localparam int AddrWidth = denim_pkg::index_width(Depth);
  localparam int RequestBits = 1 + BankWidth + AddrWidth;

  `include "bench.svh"

  logic read_i = 1'b0;
  logic [BankWidth-1:0] bank_i = '0;
  logic [AddrWidth-1:0] addr_i = '0;
  logic hit_o;
  logic [AddrWidth-1:0] addr_o;

  denim_bank_request #(
      .Bank (Bank),
      .Banks(Banks),
      .Depth(Depth)
  ) u_dut (
      .read_i(read_i),
      .bank_i(bank_i),
      .addr_i(addr_i),
      .hit_o (hit_o),
      .addr_o(addr_o)
  );

  int hits = 0;

  task automatic step;
    bit hit;
    hit = 1'b0;
    if (read_i) begin
      hit = int'(bank_i) == Bank;
    end
    settle();
    check_bit(hit_o, hit, "hit_o");
    check_word(64'(addr_o), hit ? 64'(addr_i) : 64'd0, "addr_o");
    hits = hits + int'(hit);
  endtask

  initial begin
    start();
    if (RequestBits <= 14) begin
      for (int request = 0; request < (1 << RequestBits); request++) begin
        {read_i, bank_i, addr_i} = RequestBits'(request);
        step();
      end
    end
    repeat (2000) begin
      read_i = chance(70);
      bank_i = chance(50) ? BankWidth'(Bank) : BankWidth'(random_word());
      addr_i = AddrWidth'(random_bits(AddrWidth));
      if (!read_i && chance(50)) begin
        bank_i = 'x;
      end
      if ((!read_i || int'(bank_i) != Bank) && chance(50)) begin
        addr_i = 'x;
      end
      step();
    end
    check(hits > 500, "many requests were for this bank");
    pass();
  end

endmodule
