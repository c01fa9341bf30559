#include "gen/engines/outer/leaves.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::outer {

namespace {

const ir::Expr width = ir::Expr::name("Width");
const ir::Expr a_width = ir::Expr::name("AWidth");
const ir::Expr b_width = ir::Expr::name("BWidth");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr units = ir::Expr::name("Units");

}  // namespace

const ir::Leaf& queue = *Describe("outer", "denim_outer_queue")
                             .parameter("Depth", 4)
                             .parameter("Width", 32)
                             .at_least("Depth", 1)
                             .at_least("Width", 1)
                             .clock_and_reset()
                             .input("valid_i")
                             .output("ready_o")
                             .input("data_i", width)
                             .output("valid_o")
                             .input("ready_i")
                             .output("data_o", width)
                             .latency(1)
                             .add();

const ir::Leaf& steps = *Describe("outer", "denim_outer_steps")
                             .parameter("AWidth", 3)
                             .parameter("BWidth", 2)
                             .at_least("AWidth", 1)
                             .at_least("BWidth", 1)
                             .clock_and_reset()
                             .input("enable_i")
                             .input("valid_i")
                             .input("a_count_i", a_width)
                             .input("b_count_i", b_width)
                             .combinational("step_o", 1, {"enable_i", "valid_i"})
                             .output("a_number_o", a_width)
                             .output("b_number_o", b_width)
                             .combinational("ready_o", 1, {"enable_i", "a_count_i", "b_count_i"})
                             .add();

const ir::Leaf& tile = *Describe("outer", "denim_outer_tile")
                            .parameter("Rows", 32)
                            .at_least("Rows", 1)
                            .localparam("RowWidth", ir::Expr::index_width(rows))
                            .clock_and_reset()
                            .input("complete_i")
                            .output("enable_o")
                            .output("hand_over_o")
                            .output("valid_o")
                            .input("ready_i")
                            .output("row_o", ir::Expr::name("RowWidth"))
                            .output("last_o")
                            .latency(1)
                            .add();

const ir::Leaf& turn = *Describe("outer", "denim_outer_turn")
                            .parameter("Units", 4)
                            .at_least("Units", 1)
                            .localparam("UnitWidth", ir::Expr::index_width(units))
                            .clock_and_reset()
                            .input("valid_i", units)
                            .input("last_i", units)
                            .combinational("ready_o", units, {"c_ready_i"})
                            .output("unit_o", ir::Expr::name("UnitWidth"))
                            .combinational("load_o", 1, {"valid_i", "c_ready_i"})
                            .output("c_valid_o")
                            .input("c_ready_i")
                            .latency(1)
                            .add();

}  // namespace denim::catalog::outer
