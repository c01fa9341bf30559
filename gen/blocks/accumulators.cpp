#include "gen/blocks/accumulators.hpp"

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

// A registered read comes too late for sums that were written one cycle before: those are kept
// beside the RAM and forwarded.
void read_registered(ir::Scope& scope, const AccumulatorShape& shape, const ir::Value& clock,
                     const ir::Value& enable, ir::Instance& address, ir::Instance& ram,
                     const ir::Value& write, const ir::Value& next, const ir::Value& held) {
  const ir::Value read = scope.net("read", 1, "An accumulator is read");
  const ir::Value read_row = scope.net("read_row", shape.row_width, "That accumulator");
  const ir::Value forward = scope.net("forward", 1, "The sums were written one cycle before");
  const ir::Value stored = scope.net("stored", shape.word(), "What was read");
  const ir::Value written = scope.net("written", shape.word());
  address.connect("read_o", read).connect("read_row_o", read_row).connect("forward_o", forward);
  ram.connect("enable_i", enable)
      .connect("read_i", read)
      .connect("read_addr_i", read_row)
      .connect("read_data_o", stored);
  scope.instance(catalog::common::register_, "u_written")
      .set("Width", shape.word())
      .connect("clk_i", clock)
      .connect("enable_i", write)
      .connect("data_i", next)
      .connect("data_o", written);
  scope.instance(catalog::common::choose, "u_forward")
      .set("Width", shape.word())
      .connect("second_i", forward)
      .connect("first_data_i", stored)
      .connect("second_data_i", written)
      .connect("data_o", held);
}

}  // namespace

Accumulators add_accumulators(ir::Scope& scope, const AccumulatorShape& shape,
                              const ir::Value& clock, const ir::Value& enable,
                              ir::Instance& address, const SumOfColumn& sum) {
  const bool registered = shape.read_latency > 0;
  const ir::Value write = scope.net("write", 1, "A sum goes to an accumulator");
  const ir::Value row = scope.net("row", shape.row_width, "That accumulator");
  const ir::Value first = scope.net("first", 1, "The sum is the first of its row");
  const ir::Value held = scope.net("held", shape.word(), "Accumulators, column 0 lowest");
  const ir::Value next = scope.net("next", shape.word(), "The same with the sums added");
  address.connect("write_o", write).connect("row_o", row).connect("first_o", first);
  ir::Instance& ram = scope.instance(
      registered ? catalog::common::ram_registered : catalog::common::ram, "u_accumulators");
  ram.set("Depth", shape.rows)
      .set("Width", shape.word())
      .connect("clk_i", clock)
      .connect("write_i", write)
      .connect("write_addr_i", row)
      .connect("write_data_i", next);
  if (registered) {
    read_registered(scope, shape, clock, enable, address, ram, write, next, held);
  } else {
    address.leave_open("read_o").leave_open("read_row_o").leave_open("forward_o");
    ram.connect("read_addr_i", row).connect("read_data_o", held);
  }
  scope.loop("c", shape.columns, "gen_sum", "", [&](ir::Scope& body, const ir::Expr& c) {
    const ir::Value added = sum(body, c);
    body.instance(catalog::common::accumulate, "u_accumulate")
        .set("SumWidth", shape.sum_width)
        .set("Width", shape.width)
        .connect("first_i", first)
        .connect("held_i", held.slice(c * shape.width, shape.width))
        .connect("sum_i", added)
        .connect("next_o", next.slice(c * shape.width, shape.width));
  });
  return {row, next};
}

}  // namespace denim::blocks
