#include "gen/catalog/tasd.hpp"

#include "gen/catalog/catalog.hpp"

namespace denim::catalog::tasd {

namespace {

const ir::Expr elements = ir::Expr::name("Elements");
const ir::Expr width = ir::Expr::name("Width");
const ir::Expr index_width = ir::Expr::name("IndexWidth");
const ir::Expr rank_width = ir::Expr::name("RankWidth");

}  // namespace

const ir::Leaf& rank = *Describe("tasd", "denim_tasd_rank")
                            .parameter("Index", 0)
                            .parameter("Elements", 8)
                            .parameter("Width", 8)
                            .at_least("Index", 0)
                            .at_most("Index", elements - 1)
                            .at_least("Elements", 2)
                            .at_least("Width", 1)
                            .localparam("IndexWidth", ir::Expr::index_width(elements))
                            .localparam("RankWidth", width + index_width + 1)
                            .input("value_i", width)
                            .combinational("rank_o", rank_width, {"value_i"})
                            .add();

const ir::Leaf& pair = *Describe("tasd", "denim_tasd_pair")
                            .parameter("Elements", 8)
                            .parameter("Width", 8)
                            .at_least("Elements", 2)
                            .at_least("Width", 1)
                            .localparam("IndexWidth", ir::Expr::index_width(elements))
                            .localparam("RankWidth", width + index_width + 1)
                            .input("rank_i", rank_width)
                            .combinational("value_o", width, {"rank_i"})
                            .combinational("index_o", index_width, {"rank_i"})
                            .add();

const ir::Leaf& mark = *Describe("tasd", "denim_tasd_mark")
                            .parameter("Elements", 8)
                            .at_least("Elements", 2)
                            .localparam("IndexWidth", ir::Expr::index_width(elements))
                            .input("marks_i", elements)
                            .input("inverted_i", index_width)
                            .combinational("marks_o", elements, {"marks_i", "inverted_i"})
                            .add();

}  // namespace denim::catalog::tasd
