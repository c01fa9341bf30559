#include "gen/catalog/common.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::common {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr inputs = ir::Expr::name("Inputs");
const ir::Expr addr_width = ir::Expr::name("AddrWidth");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr row_width = ir::Expr::name("RowWidth");
const ir::Expr banks = ir::Expr::name("Banks");
const ir::Expr bank_rows = ir::Expr::name("BankRows");

}  // namespace

const ir::Leaf& ram = *Describe("common", "denim_ram")
                           .parameter("Depth", 128)
                           .parameter("Width", 8)
                           .localparam("AddrWidth", ir::Expr::index_width(depth))
                           .clock()
                           .input("write_i")
                           .input("write_addr_i", addr_width)
                           .input("write_data_i", width)
                           .input("read_addr_i", addr_width)
                           .combinational("read_data_o", width, {"read_addr_i"})
                           .add();

const ir::Leaf& ram_registered = *Describe("common", "denim_ram_registered")
                                      .parameter("Depth", 128)
                                      .parameter("Width", 8)
                                      .at_least("Depth", 1)
                                      .at_least("Width", 1)
                                      .localparam("AddrWidth", ir::Expr::index_width(depth))
                                      .clock()
                                      .input("write_i")
                                      .input("write_addr_i", addr_width)
                                      .input("write_data_i", width)
                                      .input("enable_i")
                                      .input("read_i")
                                      .input("read_addr_i", addr_width)
                                      .output("read_data_o", width)
                                      .latency(1)
                                      .add();

const ir::Leaf& register_file = *Describe("common", "denim_register_file")
                                     .parameter("Depth", 128)
                                     .parameter("Width", 8)
                                     .at_least("Depth", 1)
                                     .at_least("Width", 1)
                                     .localparam("AddrWidth", ir::Expr::index_width(depth))
                                     .clock()
                                     .input("write_i")
                                     .input("write_addr_i", addr_width)
                                     .input("write_data_i", width)
                                     .output("words_o", depth* width)
                                     .add();

const ir::Leaf& word_mux = *Describe("common", "denim_word_mux")
                                .parameter("Depth", 128)
                                .parameter("Width", 8)
                                .localparam("AddrWidth", ir::Expr::index_width(depth))
                                .input("words_i", depth* width)
                                .input("read_addr_i", addr_width)
                                .combinational("read_data_o", width, {"words_i", "read_addr_i"})
                                .add();

const ir::Leaf& bank_request =
    *Describe("common", "denim_bank_request")
         .parameter("Bank", 0)
         .parameter("Banks", 8)
         .parameter("Depth", 16)
         .localparam("BankWidth", ir::Expr::index_width(ir::Expr::name("Banks")))
         .localparam("AddrWidth", ir::Expr::index_width(depth))
         .input("read_i")
         .input("bank_i", ir::Expr::name("BankWidth"))
         .input("addr_i", addr_width)
         .combinational("hit_o", 1, {"read_i", "bank_i"})
         .combinational("addr_o", addr_width, {"read_i", "bank_i", "addr_i"})
         .add();

const ir::Leaf& bank_merge =
    *Describe("common", "denim_bank_merge")
         .parameter("AddrWidth", 4)
         .input("first_hit_i")
         .input("first_addr_i", addr_width)
         .input("first_clash_i")
         .input("second_hit_i")
         .input("second_addr_i", addr_width)
         .input("second_clash_i")
         .combinational("hit_o", 1, {"first_hit_i", "second_hit_i"})
         .combinational("addr_o", addr_width, {"first_addr_i", "second_addr_i"})
         .combinational("clash_o", 1,
                        {"first_hit_i", "first_clash_i", "second_hit_i", "second_clash_i"})
         .add();

const ir::Leaf& product = *Describe("common", "denim_product")
                               .parameter("AWidth", 8)
                               .parameter("BWidth", 8)
                               .parameter("Width", 32)
                               .input("a_i", ir::Expr::name("AWidth"))
                               .input("b_i", ir::Expr::name("BWidth"))
                               .combinational("product_o", width, {"a_i", "b_i"})
                               .add();

const ir::Leaf& multiply = *Describe("common", "denim_multiply")
                                .parameter("AWidth", 8)
                                .parameter("BWidth", 8)
                                .parameter("Width", 32)
                                .clock()
                                .input("enable_i")
                                .input("a_i", ir::Expr::name("AWidth"))
                                .input("b_i", ir::Expr::name("BWidth"))
                                .output("product_o", width)
                                .latency(1)
                                .add();

const ir::Leaf& add = *Describe("common", "denim_add")
                           .parameter("Width", 32)
                           .input("a_i", width)
                           .input("b_i", width)
                           .combinational("sum_o", width, {"a_i", "b_i"})
                           .add();

const ir::Leaf& accumulate = *Describe("common", "denim_accumulate")
                                  .parameter("SumWidth", 20)
                                  .parameter("Width", 32)
                                  .input("first_i")
                                  .input("held_i", width)
                                  .input("sum_i", ir::Expr::name("SumWidth"))
                                  .combinational("next_o", width, {"first_i", "held_i", "sum_i"})
                                  .add();

const ir::Leaf& accumulator_address =
    *Describe("common", "denim_accumulator_address")
         .parameter("Rows", 512)
         .parameter("Stages", 3)
         .at_least("Rows", 1)
         .at_least("Stages", 2)
         .localparam("RowWidth", ir::Expr::index_width(rows))
         .clock_and_reset()
         .input("enable_i")
         .input("accept_i")
         .input("used_i")
         .input("row_i", row_width)
         .input("first_i")
         .input("last_i")
         .output("read_o")
         .output("read_row_o", row_width)
         .combinational("write_o", 1, {"enable_i"})
         .output("row_o", row_width)
         .output("first_o")
         .output("forward_o")
         .output("emit_o")
         .combinational("range_error_o", 1, {"accept_i", "used_i", "row_i"})
         .add();

const ir::Leaf& output_stage =
    *Describe("common", "denim_output_stage")
         .parameter("Banks", 4)
         .parameter("BankRows", 128)
         .power_of_two("Banks")
         .at_most("Banks", 8)
         .at_least("BankRows", 1)
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

const ir::Leaf& choose =
    *Describe("common", "denim_choose")
         .parameter("Width", 32)
         .input("second_i")
         .input("first_data_i", width)
         .input("second_data_i", width)
         .combinational("data_o", width, {"second_i", "first_data_i", "second_data_i"})
         .add();

const ir::Leaf& word_register = *Describe("common", "denim_word_register")
                                     .parameter("Depth", 4)
                                     .parameter("Width", 32)
                                     .localparam("AddrWidth", ir::Expr::index_width(depth))
                                     .clock()
                                     .input("enable_i")
                                     .input("addr_i", addr_width)
                                     .input("words_i", depth* width)
                                     .output("data_o", width)
                                     .latency(1)
                                     .add();

const ir::Leaf& register_ = *Describe("common", "denim_register")
                                 .parameter("Width", 32)
                                 .clock()
                                 .input("enable_i")
                                 .input("data_i", width)
                                 .output("data_o", width)
                                 .latency(1)
                                 .add();

const ir::Leaf& delay_line =
    *Describe("common", "denim_delay_line")
         .parameter("Depth", 4)
         .parameter("Taps", 4)
         .parameter("Width", 8)
         .at_least("Depth", 0)
         .at_least("Taps", 1)
         .at_most("Taps", depth + 1)
         .at_least("Width", 1)
         .clock_and_reset()
         .input("enable_i")
         .input("data_i", width)
         .combinational("taps_o", ir::Expr::name("Taps") * width, {"data_i"})
         .latency(1)
         .add();

const ir::Leaf& sticky = *Describe("common", "denim_sticky")
                              .parameter("Inputs", 1)
                              .clock_and_reset()
                              .input("set_i", inputs)
                              .output("flag_o")
                              .latency(1)
                              .add();

const ir::Leaf& stage =
    *Describe("common", "denim_stage")
         .parameter("Cycles", 1)
         .at_least("Cycles", 1)
         .localparam("CountWidth", ir::Expr::index_width(ir::Expr::name("Cycles")))
         .clock_and_reset()
         .input("valid_i")
         .combinational("ready_o", 1, {"ready_i"})
         .combinational("load_o", 1, {"valid_i", "ready_i"})
         .output("step_o")
         .output("valid_o")
         .input("ready_i")
         .latency(1)
         .add();

const ir::Leaf& pipeline =
    *Describe("common", "denim_pipeline")
         .parameter("Stages", 3)
         .clock_and_reset()
         .input("valid_i")
         .combinational("ready_o", 1, {"ready_i"})
         .combinational("load_o", ir::Expr::name("Stages"), {"valid_i", "ready_i"})
         .output("valid_o")
         .input("ready_i")
         .latency(1)
         .add();

const ir::Leaf& pipeline_data = *Describe("common", "denim_pipeline_data")
                                     .parameter("Stages", 3)
                                     .parameter("Width", 8)
                                     .clock()
                                     .input("load_i", ir::Expr::name("Stages"))
                                     .input("data_i", ir::Expr::name("Width"))
                                     .output("data_o", ir::Expr::name("Width"))
                                     .latency(1)
                                     .add();

const ir::Leaf& fork = *Describe("common", "denim_fork")
                            .clock_and_reset()
                            .input("valid_i")
                            .combinational("ready_o", 1, {"first_ready_i", "second_ready_i"})
                            .combinational("first_valid_o", 1, {"valid_i"})
                            .input("first_ready_i")
                            .combinational("second_valid_o", 1, {"valid_i"})
                            .input("second_ready_i")
                            .add();

}  // namespace denim::catalog::common
