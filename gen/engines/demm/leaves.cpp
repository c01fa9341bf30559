#include "gen/engines/demm/leaves.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::demm {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr lanes = ir::Expr::name("Lanes");
const ir::Expr index_width = ir::Expr::name("IndexWidth");
const ir::Expr count_width = ir::Expr::name("CountWidth");
const ir::Expr copies = ir::Expr::name("Copies");
const ir::Expr row_width = ir::Expr::name("RowWidth");
const ir::Expr asked_rows = lanes * row_width;

}  // namespace

const ir::Leaf& tile = *Describe("demm", "denim_demm_tile")
                            .parameter("Depth", 128)
                            .parameter("Copies", 1)
                            .parameter("ReadLatency", 0)
                            .at_least("Copies", 1)
                            .at_most("Copies", 2)
                            .at_least("Depth", copies)
                            .at_least("ReadLatency", 0)
                            .at_most("ReadLatency", 1)
                            .localparam("IndexWidth", ir::Expr::index_width(depth))
                            .clock_and_reset()
                            .input("enable_i")
                            .input("b_valid_i")
                            .combinational("b_ready_o", 1, {"enable_i"})
                            .input("b_row_i", index_width)
                            .input("b_last_i")
                            .input("a_valid_i")
                            .combinational("a_ready_o", 1, {"enable_i"})
                            .input("a_release_i")
                            .combinational("offer_o", 1, {"a_valid_i"})
                            .output("a_copy_o")
                            .combinational("write_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
                            .output("b_copy_o")
                            .combinational("release_o", 1, {"enable_i", "a_valid_i", "a_release_i"})
                            .combinational("range_error_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
                            .add();

const ir::Leaf& rows = *Describe("demm", "denim_demm_rows")
                            .parameter("Lanes", 8)
                            .parameter("Depth", 128)
                            .parameter("Copies", 1)
                            .at_least("Lanes", 1)
                            .at_least("Copies", 1)
                            .at_most("Copies", 2)
                            .at_least("Depth", copies)
                            .localparam("RowWidth", ir::Expr::index_width(depth))
                            .clock_and_reset()
                            .input("write_i")
                            .input("row_i", row_width)
                            .input("b_copy_i")
                            .input("a_copy_i")
                            .input("release_i")
                            .input("index_i", asked_rows)
                            .combinational("present_o", lanes, {"a_copy_i", "index_i"})
                            .add();

const ir::Leaf& lane = *Describe("demm", "denim_demm_lane")
                            .parameter("Lane", 0)
                            .parameter("Width", 8)
                            .parameter("Lanes", 8)
                            .parameter("Depth", 128)
                            .parameter("Delay", 0)
                            .at_least("Lane", 0)
                            .at_most("Lane", lanes - 1)
                            .at_least("Width", 1)
                            .at_least("Depth", 1)
                            .at_least("Delay", 0)
                            .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                            .localparam("IndexWidth", ir::Expr::index_width(depth))
                            .clock_and_reset()
                            .input("enable_i")
                            .input("accept_i")
                            .input("end_i", count_width)
                            .input("value_i", width)
                            .input("index_i", index_width)
                            .input("present_i")
                            .output("index_o", index_width)
                            .output("read_o")
                            .output("value_o", width)
                            .output("multiply_o")
                            .output("range_error_o")
                            .output("absent_error_o")
                            .latency(1 + ir::Expr::name("Delay"))
                            .add();

const ir::Leaf& end = *Describe("demm", "denim_demm_end")
                           .parameter("Lanes", 8)
                           .parameter("EndStages", 2)
                           .at_least("Lanes", 1)
                           .at_least("EndStages", 1)
                           .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                           .clock_and_reset()
                           .input("enable_i")
                           .input("accept_i")
                           .input("begin_i", count_width)
                           .input("end_i", count_width)
                           .output("end_o", count_width)
                           .combinational("end_error_o", 1, {"accept_i", "begin_i", "end_i"})
                           .latency(ir::Expr::name("EndStages"))
                           .add();

}  // namespace denim::catalog::demm
