// What becomes of the sums of `nm_array`: the accumulators below its columns, and the c stream.
#include "gen/blocks/accumulators.hpp"
#include "gen/catalog/common.hpp"
#include "gen/engines/nm_array/array.hpp"

namespace denim::generators::nm_array {

void add_results(const Array& array, const Tile& tile, const ir::InTurn& total) {
  Frame& frame = array.frame;
  ir::Scope& body = frame.body();
  const Expr& rows = frame.symbol("rows");
  const spec::Spec& spec = frame.spec();
  const int behind_the_way =
      spec.engine().latency(spec) - frame.cycles("accumulate") - frame.cycles("skew");
  const blocks::AccumulatorShape shape{.rows = rows,
                                       .row_width = frame.width("b", "row"),
                                       .columns = array.columns(),
                                       .width = frame.symbol("acc_width"),
                                       .read_latency = frame.number("read_latency"),
                                       .sum_registers = frame.number("accumulate_registers"),
                                       .ram = frame.ram_style("accumulator_ram_style")};
  const Value emit = body.net("emit", 1, "An accumulator leaves");
  ir::Instance& address = body.instance(blocks::destination(shape), "u_accumulator_address");
  address.set("Rows", rows)
      .set("Stages", array.whole_way + behind_the_way + shape.cycles_behind_sum())
      .connect("enable_i", array.enable)
      .connect("accept_i", array.accept)
      .connect("used_i", ir::constant(1, 1))
      .connect("row_i", frame.field("b", "row"))
      .connect("first_i", tile.first)
      .connect("last_i", tile.last)
      .connect("emit_o", emit)
      .connect("range_error_o", *frame.error("b_row_range", 1));
  const blocks::Accumulators accumulators = blocks::add_accumulators(
      body, shape, array.enable, address, [&](ir::Scope&, const Expr& c) { return total(c); });
  const Value load = body.net("result_load", 1, "A result leaves");
  body.instance(catalog::common::output_stage, "u_output_stage")
      .set("Banks", 1)
      .set("BankRows", rows)
      .connect("emit_i", emit)
      .connect("row_i", accumulators.row)
      .connect("enable_o", array.enable)
      .connect("load_o", load)
      .leave_open("bank_o")
      .leave_open("many_error_o")
      .connect("c_valid_o", frame.stream("c").valid)
      .connect("c_ready_i", frame.stream("c").ready)
      .connect("c_row_o", frame.field("c", "row"));
  body.set_register(frame.field("c", "data"), accumulators.next, load);
}

}  // namespace denim::generators::nm_array
