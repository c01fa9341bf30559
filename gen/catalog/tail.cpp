#include "gen/catalog/tail.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::tail {

namespace {

const ir::Expr width = ir::Expr::name("Width");
const ir::Expr in_width = ir::Expr::name("InWidth");

}  // namespace

const ir::Leaf& shift = *Describe("tail", "denim_tail_shift")
                             .parameter("Width", 49)
                             .parameter("ShiftWidth", 6)
                             .at_least("Width", 1)
                             .at_least("ShiftWidth", 1)
                             .clock()
                             .input("enable_i")
                             .input("product_i", width)
                             .input("shift_i", ir::Expr::name("ShiftWidth"))
                             .output("quotient_o", width)
                             .output("up_o")
                             .latency(1)
                             .add();

const ir::Leaf& saturate = *Describe("tail", "denim_tail_saturate")
                                .parameter("InWidth", 49)
                                .parameter("Width", 8)
                                .at_least("Width", 2)
                                .at_most("Width", in_width - 1)
                                .clock()
                                .input("enable_i")
                                .input("quotient_i", in_width)
                                .input("up_i")
                                .input("relu_i")
                                .output("data_o", width)
                                .latency(1)
                                .add();

}  // namespace denim::catalog::tail
