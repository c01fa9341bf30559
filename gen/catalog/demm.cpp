#include "gen/catalog/demm.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::demm {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr lanes = ir::Expr::name("Lanes");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr index_width = ir::Expr::name("IndexWidth");
const ir::Expr count_width = ir::Expr::name("CountWidth");
const ir::Expr row_width = ir::Expr::name("RowWidth");

}  // namespace

const ir::Leaf& tile = *Describe("demm", "denim_demm_tile")
                            .parameter("Depth", 128)
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
                            .combinational("accept_o", 1, {"enable_i", "a_valid_i"})
                            .combinational("write_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
                            .output("present_o", depth)
                            .combinational("range_error_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
                            .add();

const ir::Leaf& lane = *Describe("demm", "denim_demm_lane")
                            .parameter("Lane", 0)
                            .parameter("Width", 8)
                            .parameter("Lanes", 8)
                            .parameter("Depth", 128)
                            .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                            .localparam("IndexWidth", ir::Expr::index_width(depth))
                            .clock_and_reset()
                            .input("enable_i")
                            .input("valid_i")
                            .input("end_i", count_width)
                            .input("value_i", width)
                            .input("index_i", index_width)
                            .input("present_i", depth)
                            .combinational("value_o", width, {"present_i"})
                            .output("index_o", index_width)
                            .combinational("multiply_o", 1, {"enable_i", "present_i"})
                            .output("range_error_o")
                            .combinational("absent_error_o", 1, {"present_i"})
                            .latency(1)
                            .add();

const ir::Leaf& segment = *Describe("demm", "denim_demm_segment")
                               .parameter("Lanes", 8)
                               .parameter("Rows", 512)
                               .parameter("Stages", 3)
                               .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                               .localparam("RowWidth", ir::Expr::index_width(rows))
                               .clock_and_reset()
                               .input("enable_i")
                               .input("accept_i")
                               .input("used_i")
                               .input("end_i", count_width)
                               .input("row_i", row_width)
                               .input("first_i")
                               .input("last_i")
                               .combinational("valid_o", 1, {"accept_i", "used_i", "row_i"})
                               .combinational("write_o", 1, {"enable_i"})
                               .output("row_o", row_width)
                               .output("first_o")
                               .output("emit_o")
                               .combinational("range_error_o", 1, {"accept_i", "used_i", "row_i"})
                               .combinational("end_error_o", 1, {"accept_i", "used_i", "end_i"})
                               .add();

const ir::Leaf& result = *Describe("demm", "denim_demm_result")
                              .parameter("Rows", 512)
                              .localparam("RowWidth", ir::Expr::index_width(rows))
                              .clock_and_reset()
                              .input("emit_i")
                              .input("row_i", row_width)
                              .combinational("enable_o", 1, {"c_ready_i"})
                              .combinational("load_o", 1, {"c_ready_i", "emit_i"})
                              .output("c_valid_o")
                              .input("c_ready_i")
                              .output("c_row_o", row_width)
                              .add();

}  // namespace denim::catalog::demm
