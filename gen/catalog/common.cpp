#include "gen/catalog/common.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::common {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr inputs = ir::Expr::name("Inputs");
const ir::Expr a_width = ir::Expr::name("AWidth");
const ir::Expr b_width = ir::Expr::name("BWidth");
const ir::Expr addr_width = ir::Expr::name("AddrWidth");
const ir::Expr row_width = ir::Expr::name("RowWidth");
const ir::Expr sum_width = ir::Expr::name("SumWidth");
const ir::Expr product_width = ir::Expr::name("ProductWidth");

}  // namespace

const ir::Leaf& ram = Describe("common", "denim_ram")
                          .parameter("Depth", 128)
                          .parameter("Width", 8)
                          .localparam("AddrWidth", ir::Expr::index_width(depth))
                          .clock()
                          .input("write_i")
                          .input("write_addr_i", addr_width)
                          .input("write_data_i", width)
                          .input("read_addr_i", addr_width)
                          .combinational("read_data_o", width, {"read_addr_i"});

const ir::Leaf& register_file = Describe("common", "denim_register_file")
                                    .parameter("Depth", 128)
                                    .parameter("Width", 8)
                                    .localparam("AddrWidth", ir::Expr::index_width(depth))
                                    .clock()
                                    .input("write_i")
                                    .input("write_addr_i", addr_width)
                                    .input("write_data_i", width)
                                    .output("words_o", depth * width);

const ir::Leaf& word_select = Describe("common", "denim_word_select")
                                  .parameter("Depth", 128)
                                  .parameter("Width", 8)
                                  .localparam("AddrWidth", ir::Expr::index_width(depth))
                                  .input("words_i", depth * width)
                                  .input("read_addr_i", addr_width)
                                  .combinational("read_data_o", width, {"words_i", "read_addr_i"});

const ir::Leaf& multiply = Describe("common", "denim_multiply")
                               .parameter("AWidth", 8)
                               .parameter("BWidth", 8)
                               .localparam("ProductWidth", a_width + b_width)
                               .clock()
                               .input("enable_i")
                               .input("clear_i")
                               .input("a_i", a_width)
                               .input("b_i", b_width)
                               .output("product_o", product_width)
                               .latency(1);

const ir::Leaf& sum = Describe("common", "denim_sum")
                          .parameter("Inputs", 8)
                          .parameter("Width", 16)
                          .parameter("SumWidth", 32)
                          .clock()
                          .input("enable_i")
                          .input("terms_i", inputs * width)
                          .output("sum_o", sum_width)
                          .latency(1);

const ir::Leaf& accumulate = Describe("common", "denim_accumulate")
                                 .parameter("Rows", 512)
                                 .parameter("Width", 32)
                                 .localparam("RowWidth", ir::Expr::index_width(rows))
                                 .clock()
                                 .input("enable_i")
                                 .input("write_i")
                                 .input("first_i")
                                 .input("emit_i")
                                 .input("row_i", row_width)
                                 .input("sum_i", width)
                                 .output("result_o", width)
                                 .latency(1);

const ir::Leaf& sticky = Describe("common", "denim_sticky")
                             .parameter("Inputs", 1)
                             .clock_and_reset()
                             .input("set_i", inputs)
                             .output("flag_o")
                             .latency(1);

}  // namespace denim::catalog::common
