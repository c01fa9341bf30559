#include "gen/engines/nm_array/leaves.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::nm_array {

namespace {

const ir::Expr first = ir::Expr::name("First");
const ir::Expr last = ir::Expr::name("Last");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr rows = ir::Expr::name("Rows");
const ir::Expr row_width = ir::Expr::name("RowWidth");
const ir::Expr pattern_width = ir::Expr::name("PatternWidth");
const ir::Expr index_width = ir::Expr::name("IndexWidth");

}  // namespace

const ir::Leaf& tile =
    *Describe("nm_array", "denim_nm_tile")
         .parameter("Rows", 16)
         .parameter("Patterns", 1)
         .parameter("Overlap", 1)
         .at_least("Rows", 1)
         .at_least("Patterns", 1)
         .at_least("Overlap", 0)
         .at_most("Overlap", 1)
         .localparam("RowWidth", ir::Expr::index_width(rows))
         .localparam("PatternWidth", ir::Expr::index_width(ir::Expr::name("Patterns")))
         .clock_and_reset()
         .input("enable_i")
         .input("busy_i", rows)
         .input("a_valid_i")
         .combinational("a_ready_o", 1, {"enable_i", "busy_i", "a_row_i"})
         .input("a_row_i", row_width)
         .input("a_pattern_i", pattern_width)
         .input("a_first_i")
         .input("a_last_i")
         .input("a_whole_i")
         .input("b_valid_i")
         .combinational("b_ready_o", 1, {"enable_i"})
         .input("b_release_i")
         .combinational("load_o", 1, {"enable_i", "busy_i", "a_valid_i", "a_row_i"})
         .combinational("load_row_o", rows, {"enable_i", "busy_i", "a_valid_i", "a_row_i"})
         .combinational("accept_o", 1, {"enable_i", "b_valid_i"})
         .combinational("start_o", 1, {"enable_i", "b_valid_i", "b_release_i"})
         .output("pattern_o", pattern_width)
         .output("first_o")
         .output("last_o")
         .combinational("row_error_o", 1, {"enable_i", "busy_i", "a_valid_i", "a_row_i"})
         .combinational("twice_error_o", 1, {"enable_i", "busy_i", "a_valid_i", "a_row_i"})
         .combinational("pattern_error_o", 1,
                        {"enable_i", "busy_i", "a_valid_i", "a_row_i", "a_whole_i", "a_pattern_i"})
         .add();

const ir::Leaf& token = *Describe("nm_array", "denim_nm_token")
                             .parameter("First", 0)
                             .parameter("Last", 4)
                             .at_least("First", 0)
                             .at_least("Last", first)
                             .clock_and_reset()
                             .input("enable_i")
                             .input("start_i")
                             .combinational("pulse_o", last - first + 1, {"enable_i", "start_i"})
                             .add();

const ir::Leaf& busy = *Describe("nm_array", "denim_nm_busy")
                            .parameter("First", 0)
                            .parameter("Last", 4)
                            .at_least("First", 0)
                            .at_least("Last", first)
                            .clock_and_reset()
                            .input("enable_i")
                            .input("start_i")
                            .output("busy_o", last - first + 1)
                            .latency(1)
                            .add();

}  // namespace denim::catalog::nm_array
