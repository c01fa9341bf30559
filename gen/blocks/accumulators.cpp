#include "gen/blocks/accumulators.hpp"

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

using ir::Value;

struct Write {
  Value enable, row, data;
};

// A word as an asynchronous read finds it.
Value read_now(ir::Scope& scope, const AccumulatorShape& shape, ir::Instance& address,
               const Write& write) {
  address.leave_open("read_o").leave_open("read_row_o").leave_open("forward_o");
  const Value words = scope.memory({"accumulators", shape.word(), shape.rows,
                                    "Accumulators: a word has one of each column, column 0 lowest",
                                    write.enable, write.row, write.data, shape.ram});
  return words.word(write.row);
}

// A registered read comes too late for sums that were written one cycle before: those are kept
// beside the RAM and forwarded.
Value read_registered(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                      ir::Instance& address, const Write& write) {
  const Value read = scope.net("read", 1, "An accumulator is read");
  const Value read_row = scope.net("read_row", shape.row_width, "Accumulator that is read");
  const Value forward = scope.net("forward", 1, "The accumulator was written one cycle before");
  const Value stored = scope.net("stored", shape.word(), "What the RAM had");
  address.connect("read_o", read).connect("read_row_o", read_row).connect("forward_o", forward);
  scope.instance(catalog::common::ram_registered_in(shape.ram), "u_accumulators")
      .set("Depth", shape.rows)
      .set("Width", shape.word())
      .connect("write_i", write.enable)
      .connect("write_addr_i", write.row)
      .connect("write_data_i", write.data)
      .connect("enable_i", enable)
      .connect("read_i", read)
      .connect("read_addr_i", read_row)
      .connect("read_data_o", stored);
  const Value written =
      scope.register_of("written", shape.word(), write.data, write.enable, "What was written last");
  return scope.net_of("held", shape.word(), ir::choose(forward, written, stored),
                      "Accumulators, column 0 lowest");
}

}  // namespace

Accumulators add_accumulators(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                              ir::Instance& address, const SumOfColumn& sum) {
  const Value write = scope.net("write", 1, "A sum goes to an accumulator");
  const Value row = scope.net("row", shape.row_width, "Accumulator that it goes to");
  const Value first = scope.net("first", 1, "The sum overwrites the accumulator");
  const Value next = scope.net("next", shape.word(), "Accumulators with the sums added");
  address.connect("write_o", write).connect("row_o", row).connect("first_o", first);
  const Write port{write, row, next};
  const Value held = shape.read_latency == 0 ? read_now(scope, shape, address, port)
                                             : read_registered(scope, shape, enable, address, port);
  scope.loop("c", shape.columns, "gen_sum", "", [&](ir::Scope& body, const ir::Expr& c) {
    const Value before =
        ir::choose(first, ir::constant(shape.width, 0), held.element(c, shape.width));
    body.assign(next.element(c, shape.width),
                before + ir::extend_signed(sum(body, c), shape.width));
  });
  return {row, next};
}

}  // namespace denim::blocks
