#include "gen/catalog/common.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::common {

namespace {

const ir::Expr depth = ir::Expr::name("Depth");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr addr_width = ir::Expr::name("AddrWidth");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr row_width = ir::Expr::name("RowWidth");
const ir::Expr banks = ir::Expr::name("Banks");
const ir::Expr bank_rows = ir::Expr::name("BankRows");
const ir::Expr read_cycles = ir::Expr::name("ReadCycles");
const ir::Expr word_width = ir::Expr::name("WordWidth");

}  // namespace

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

namespace {

ir::Leaf in_style(ir::Leaf leaf, ir::RamStyle style, const char* ending) {
  leaf.name += ending;
  leaf.style = style;
  return leaf;
}

}  // namespace

const ir::Leaf& ram_registered_in(ir::RamStyle style) {
  static const ir::Leaf block = in_style(ram_registered, ir::RamStyle::block, "_block");
  static const ir::Leaf distributed =
      in_style(ram_registered, ir::RamStyle::distributed, "_distributed");
  switch (style) {
    case ir::RamStyle::block:
      return block;
    case ir::RamStyle::distributed:
      return distributed;
    default:
      return ram_registered;
  }
}

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
         .latency(ir::Expr::name("Stages"))
         .add();

const ir::Leaf& accumulator_pipeline =
    *Describe("common", "denim_accumulator_pipeline")
         .parameter("Rows", 512)
         .parameter("Stages", 6)
         .parameter("ReadCycles", 4)
         .at_least("Rows", 1)
         .at_least("ReadCycles", 2)
         .at_least("Stages", 4)
         .at_least("Stages", read_cycles + 1)
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
         .output("first_o")
         .output("forward_o", read_cycles - 1)
         .output("again_o")
         .combinational("write_o", 1, {"enable_i"})
         .output("row_o", row_width)
         .output("emit_o")
         .combinational("range_error_o", 1, {"accept_i", "used_i", "row_i"})
         .latency(ir::Expr::name("Stages"))
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

const ir::Leaf& serialiser = *Describe("common", "denim_serialiser")
                                  .parameter("Width", 70)
                                  .parameter("Bits", 16)
                                  .at_least("Bits", 1)
                                  .at_least("Width", ir::Expr::name("Bits"))
                                  .clock_and_reset()
                                  .input("valid_i")
                                  .output("ready_o")
                                  .input("data_i", width)
                                  .output("valid_o")
                                  .input("ready_i")
                                  .output("data_o", ir::Expr::name("Bits"))
                                  .output("last_o")
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
         .latency(depth)
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
         .latency(ir::Expr::name("Cycles"))
         .add();

const ir::Leaf& pipeline =
    *Describe("common", "denim_pipeline")
         .parameter("Stages", 3)
         .at_least("Stages", 1)
         .clock_and_reset()
         .input("valid_i")
         .combinational("ready_o", 1, {"ready_i"})
         .combinational("load_o", ir::Expr::name("Stages"), {"valid_i", "ready_i"})
         .output("valid_o")
         .input("ready_i")
         .latency(ir::Expr::name("Stages"))
         .add();

const ir::Leaf& pipeline_data = *Describe("common", "denim_pipeline_data")
                                     .parameter("Stages", 3)
                                     .parameter("Width", 8)
                                     .at_least("Stages", 1)
                                     .at_least("Width", 1)
                                     .clock()
                                     .input("load_i", ir::Expr::name("Stages"))
                                     .input("data_i", ir::Expr::name("Width"))
                                     .output("data_o", ir::Expr::name("Width"))
                                     .latency(ir::Expr::name("Stages"))
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

const ir::Leaf& axi_lite = *Describe("common", "denim_axi_lite")
                                .parameter("Words", 16)
                                .parameter("WordWidth", 10)
                                .at_least("Words", 1)
                                .at_least("WordWidth", 1)
                                .at_most("WordWidth", 30)
                                .localparam("Width", ir::Expr::index_width(ir::Expr::name("Words")))
                                .clock_and_reset()
                                .input("aw_word_i", word_width)
                                .input("aw_valid_i")
                                .output("aw_ready_o")
                                .input("w_data_i", 32)
                                .input("w_strb_i", 4)
                                .input("w_valid_i")
                                .output("w_ready_o")
                                .output("b_resp_o", 2)
                                .output("b_valid_o")
                                .input("b_ready_i")
                                .input("ar_word_i", word_width)
                                .input("ar_valid_i")
                                .output("ar_ready_o")
                                .output("r_resp_o", 2)
                                .output("r_valid_o")
                                .input("r_ready_i")
                                .combinational("write_o", 1, {"b_ready_i"})
                                .output("write_word_o", width)
                                .output("write_data_o", 32)
                                .output("write_mask_o", 32)
                                .combinational("read_o", 1, {"r_ready_i"})
                                .output("read_word_o", width)
                                .add();

}  // namespace denim::catalog::common
