#include "gen/catalog/demm.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::demm {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr lanes = ir::Expr::name("Lanes");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr banks = ir::Expr::name("Banks");
const ir::Expr bank_rows = ir::Expr::name("BankRows");
const ir::Expr index_width = ir::Expr::name("IndexWidth");
const ir::Expr count_width = ir::Expr::name("CountWidth");
const ir::Expr row_width = ir::Expr::name("RowWidth");

}  // namespace

const ir::Leaf& tile =
    *Describe("demm", "denim_demm_tile")
         .parameter("Depth", 128)
         .parameter("Copies", 1)
         .parameter("ReadLatency", 0)
         .localparam("IndexWidth", ir::Expr::index_width(depth))
         .localparam("BitWidth", ir::Expr::index_width(ir::Expr::name("Copies") * depth))
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
         .output("a_copy_o")
         .combinational("write_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
         .output("b_copy_o")
         .output("present_o", ir::Expr::name("Copies") * depth)
         .combinational("range_error_o", 1, {"enable_i", "b_valid_i", "b_row_i"})
         .add();

const ir::Leaf& lane = *Describe("demm", "denim_demm_lane")
                            .parameter("Lane", 0)
                            .parameter("Width", 8)
                            .parameter("Lanes", 8)
                            .parameter("Depth", 128)
                            .parameter("Delay", 0)
                            .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                            .localparam("IndexWidth", ir::Expr::index_width(depth))
                            .clock_and_reset()
                            .input("enable_i")
                            .input("accept_i")
                            .input("end_i", count_width)
                            .input("value_i", width)
                            .input("index_i", index_width)
                            .input("present_i", depth)
                            .output("index_o", index_width)
                            .output("read_o")
                            .combinational("value_o", width, {"present_i"})
                            .combinational("multiply_o", 1, {"enable_i", "present_i"})
                            .output("range_error_o")
                            .combinational("absent_error_o", 1, {"present_i"})
                            .latency(1)
                            .add();

const ir::Leaf& segment = *Describe("demm", "denim_demm_segment")
                               .parameter("Lanes", 8)
                               .parameter("Rows", 512)
                               .parameter("Stages", 3)
                               .parameter("EndStages", 2)
                               .localparam("CountWidth", ir::Expr::index_width(lanes + 1))
                               .localparam("RowWidth", ir::Expr::index_width(rows))
                               .clock_and_reset()
                               .input("enable_i")
                               .input("accept_i")
                               .input("used_i")
                               .input("begin_i", count_width)
                               .input("end_i", count_width)
                               .input("row_i", row_width)
                               .input("first_i")
                               .input("last_i")
                               .output("end_o", count_width)
                               .output("read_o")
                               .output("read_row_o", row_width)
                               .combinational("write_o", 1, {"enable_i"})
                               .output("row_o", row_width)
                               .output("first_o")
                               .output("forward_o")
                               .output("emit_o")
                               .combinational("range_error_o", 1, {"accept_i", "used_i", "row_i"})
                               .combinational("end_error_o", 1, {"accept_i", "begin_i", "end_i"})
                               .add();

const ir::Leaf& sum = *Describe("demm", "denim_demm_sum")
                           .parameter("Width", 20)
                           .input("begin_i", width)
                           .input("end_i", width)
                           .combinational("sum_o", width, {"begin_i", "end_i"})
                           .add();

const ir::Leaf& result = *Describe("demm", "denim_demm_result")
                              .parameter("Banks", 4)
                              .parameter("BankRows", 128)
                              .localparam("BankWidth", ir::Expr::index_width(banks))
                              .localparam("BankRowWidth", ir::Expr::index_width(bank_rows))
                              .localparam("RowWidth", ir::Expr::index_width(banks* bank_rows))
                              .clock_and_reset()
                              .input("emit_i", banks)
                              .input("row_i", banks* ir::Expr::name("BankRowWidth"))
                              .combinational("enable_o", 1, {"emit_i", "c_ready_i"})
                              .combinational("load_o", 1, {"emit_i", "c_ready_i"})
                              .combinational("bank_o", ir::Expr::name("BankWidth"), {"emit_i"})
                              .combinational("many_error_o", 1, {"emit_i"})
                              .output("c_valid_o")
                              .input("c_ready_i")
                              .output("c_row_o", row_width)
                              .add();

}  // namespace denim::catalog::demm
