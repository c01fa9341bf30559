#include "gen/engines/dot/leaves.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::dot {

const ir::Leaf& accumulator = *Describe("dot", "denim_dot_accumulator")
                                   .parameter("Width", 32)
                                   .at_least("Width", 1)
                                   .clock_and_reset()
                                   .input("a_valid_i")
                                   .combinational("a_ready_o", 1, {"b_valid_i", "ready_i"})
                                   .input("b_valid_i")
                                   .combinational("b_ready_o", 1, {"a_valid_i", "ready_i"})
                                   .input("last_i")
                                   .input("sum_i", ir::Expr::name("Width"))
                                   .output("valid_o")
                                   .input("ready_i")
                                   .output("data_o", ir::Expr::name("Width"))
                                   .latency(1)
                                   .add();

}  // namespace denim::catalog::dot
