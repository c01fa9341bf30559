#include "gen/blocks/accumulators.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

using ir::Value;

struct Write {
  Value enable, row, data;
};

// The array that is read at once.
Value add_array(ir::Scope& scope, const AccumulatorShape& shape, const Write& write) {
  return scope.memory({"accumulators", shape.word(), shape.rows,
                       "Accumulators: a word has one of each column, column 0 lowest", write.enable,
                       write.row, write.data, shape.ram});
}

// The RAM with a registered read, and what it had.
Value add_ram(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
              const Write& write, const Value& read, const Value& read_row) {
  const Value stored = scope.net("stored", shape.word(), "What the RAM had");
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
  return stored;
}

// A word as an asynchronous read finds it.
Value read_now(ir::Scope& scope, const AccumulatorShape& shape, ir::Instance& address,
               const Write& write) {
  address.leave_open("read_o").leave_open("read_row_o").leave_open("forward_o");
  return add_array(scope, shape, write).word(write.row);
}

// A registered read comes too late for sums that were written one cycle before: those are kept
// beside the RAM and forwarded.
Value read_registered(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                      ir::Instance& address, const Write& write) {
  const Value read = scope.net("read", 1, "An accumulator is read");
  const Value read_row = scope.net("read_row", shape.row_width, "Accumulator that is read");
  const Value forward = scope.net("forward", 1, "The accumulator was written one cycle before");
  address.connect("read_o", read).connect("read_row_o", read_row).connect("forward_o", forward);
  const Value stored = add_ram(scope, shape, enable, write, read, read_row);
  const Value written =
      scope.register_of("written", shape.word(), write.data, write.enable, "What was written last");
  return scope.net_of("held", shape.word(), ir::choose(forward, written, stored),
                      "Accumulators, column 0 lowest");
}

// What a column's sum is added to is read in the cycle of the sum, or found one cycle later.
void sum_at_once(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                 ir::Instance& address, const Write& write, const SumOfColumn& sum) {
  const Value first = scope.net("first", 1, "The sum overwrites the accumulator");
  address.connect("first_o", first);
  const Value held = shape.read_latency == 0
                         ? read_now(scope, shape, address, write)
                         : read_registered(scope, shape, enable, address, write);
  scope.loop("c", shape.columns, "gen_sum", "", [&](ir::Scope& body, const ir::Expr& c) {
    const Value before =
        ir::choose(first, ir::constant(shape.width, 0), held.element(c, shape.width));
    body.assign(write.data.element(c, shape.width),
                before + ir::extend_signed(sum(body, c), shape.width));
  });
}

// Read, sum and write in cycles of their own. What is read may have been written since, or be on
// its way: the operand is the latest of it, and the sum just before is added to where it is.
void sum_in_steps(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                  ir::Instance& address, const Write& write, const SumOfColumn& sum) {
  const int behind = shape.read_registers();
  const Value read_row = scope.net("read_row", shape.row_width, "Accumulator that is read");
  const Value first = scope.net("first", 1, "The sum overwrites the accumulator");
  const Value forward = scope.net("forward", behind + 1, "Bit i: it was written i cycles ago");
  const Value again = scope.net("again", 1, "The sum just before goes to the same accumulator");
  address.set("ReadCycles", behind + 2)
      .connect("read_row_o", read_row)
      .connect("first_o", first)
      .connect("forward_o", forward)
      .connect("again_o", again);
  const auto read = [&] {
    if (shape.read_latency == 0) {
      address.leave_open("read_o");
      return add_array(scope, shape, write).word(read_row);
    }
    const Value reads = scope.net("read", 1, "An accumulator is read");
    address.connect("read_o", reads);
    return add_ram(scope, shape, enable, write, reads, read_row);
  };
  Value operand = read();
  // Nothing stands between: tools take the register into the RAM.
  if (behind > shape.read_latency)
    operand = scope.register_of("fetched", shape.word(), operand, enable, "What was read");
  std::vector<Value> latest{write.data};
  for (int i = 1; i <= behind; ++i) {
    latest.push_back(
        scope.register_of(fmt::format("written_{}", i), shape.word(), latest.back(), enable,
                          fmt::format("What was written {} cycle{} ago", i, i == 1 ? "" : "s")));
  }
  for (int i = behind; i >= 0; --i)
    operand = ir::choose(forward.bit(i), latest[static_cast<std::size_t>(i)], operand);
  const Value chosen = scope.register_of("operand", shape.word(),
                                         ir::choose(first, ir::constant(shape.word(), 0), operand),
                                         enable, "What the sums are added to, column 0 lowest");
  scope.loop("c", shape.columns, "gen_sum", "", [&](ir::Scope& body, const ir::Expr& c) {
    const Value next = write.data.element(c, shape.width);
    body.set_register(next,
                      ir::choose(again, next, chosen.element(c, shape.width)) +
                          ir::extend_signed(sum(body, c), shape.width),
                      enable);
  });
}

}  // namespace

const ir::Leaf& destination(const AccumulatorShape& shape) {
  return shape.sum_registers == 0 ? catalog::common::accumulator_address
                                  : catalog::common::accumulator_pipeline;
}

Accumulators add_accumulators(ir::Scope& scope, const AccumulatorShape& shape, const Value& enable,
                              ir::Instance& address, const SumOfColumn& sum) {
  const Write port{scope.net("write", 1, "A sum goes to an accumulator"),
                   scope.net("row", shape.row_width, "Accumulator that it goes to"),
                   scope.net("next", shape.word(), "Accumulators with the sums added")};
  address.connect("write_o", port.enable).connect("row_o", port.row);
  (shape.sum_registers == 0 ? sum_at_once : sum_in_steps)(scope, shape, enable, address, port, sum);
  return {port.row, port.data};
}

}  // namespace denim::blocks
