// A row of banks of accumulators. Each has RAMs for its part of two tiles: of one products are
// added, and the other leaves and is cleared for the tile after.
#include <fmt/format.h>

#include <optional>

#include "gen/engines/outer/common_unit.hpp"

namespace denim::generators::outer {

using ir::Expr;
using ir::Value;

const ir::Module& add_bank_row(ir::Design& design, const std::string& name, const UnitShape& shape,
                               const spec::Spec& spec) {
  ir::Module& module = design.add(
      name, fmt::format("A row of {} banks of accumulators, to each of which one of {} products of "
                        "its column of banks is added. A bank has {} accumulators of the tile that "
                        "is added up and as many of the one that leaves.",
                        shape.banks, shape.p, shape.fold() * shape.fold()));
  const int lane_width = log2(shape.p);
  const int fold_width = log2(shape.fold());
  const Expr acc_width = module.parameter("AccWidth", spec.integer("acc_width"),
                                          "Width of an accumulator, bits, at least ProductWidth");
  const Expr width =
      module.parameter("ProductWidth", spec.number("product_width"), "Width of a product, bits");
  const Expr p = module.localparam("P", shape.p, "Products of a column");
  const Expr banks = module.localparam("Banks", shape.banks, "Columns of banks");
  const Expr words =
      module.localparam("Words", shape.fold() * shape.fold(), "Accumulators of a tile in a bank");
  const Expr word_width = 2 * fold_width;
  module.guards.push_back(ir::Guard::at_least(acc_width, width));
  module.input("clk_i", 1, "Clock");
  const Value add = module.input("add_i", 1, "Products are added");
  const Value hit = module.input("hit_i", 1, "A row of the tile in these banks has products");
  std::optional<Value> lane;
  if (lane_width > 0)
    lane = module.input("lane_i", lane_width, "Lane of A whose product is added in each column");
  const Value row_word =
      module.input("word_i", fold_width, "Row of the tile, of those in these banks");
  const Value columns = module.input("columns_i", banks, "Columns of banks that get products");
  const Value column_words =
      module.input("column_words_i", banks * fold_width,
                   "Word of each bank that its products are added to: which of its columns");
  const Value products =
      module.input("products_i", banks * (p * width), "Products of each bank, by lanes of A");
  const Value sums = module.input("sums_i", 2, "Halves of the words that are added to");
  const Value clear =
      module.input("clear_i", 1, "A word of the half that is not added to is cleared");
  const Value clear_word =
      module.input("clear_word_i", word_width, "Word of that half that is read or cleared");
  const Value held =
      module.output("held_o", banks * acc_width, "Word of each bank, of the half that leaves");
  ir::Scope& body = module.body;
  const Value adds = body.net_of("adds", 1, add & hit, "The row gets products");
  body.loop("j", banks, "gen_bank", "", [&](ir::Scope& bank, const Expr& j) {
    const Value of_column = bank.net_of("of_column", p * width, products.element(j, p * width));
    const Value product = bank.net_of(
        "product", acc_width,
        ir::extend_signed(lane ? of_column.element(*lane, width) : of_column, acc_width));
    const Value added = bank.net_of("added", 1, adds & columns.bit(j), "The bank adds the product");
    const Value word = bank.net_of("word", word_width,
                                   ir::concatenate({row_word, column_words.element(j, fold_width)}),
                                   "Word that the product is added to");
    const Value read = bank.net_array("read", acc_width, 2, "That word, of each half");
    const Value sum = bank.net_of(
        "sum", acc_width, ir::choose(sums.bit(0), read.word(Expr(0)), read.word(Expr(1))) + product,
        "That of the half that is added to, and the product");
    bank.loop("h", 2, "gen_half", "", [&](ir::Scope& half, const Expr& h) {
      const Value summed = sums.bit(h);
      const Value address =
          half.net_of("address", word_width, ir::choose(summed, word, clear_word));
      const Value data =
          half.net_of("data", acc_width, ir::choose(summed, sum, ir::constant(acc_width, 0)));
      const Value words_of_half = half.memory(
          {"accumulators", acc_width, words, "", ir::choose(summed, added, clear), address, data});
      half.assign(read.word(h), words_of_half.word(address));
    });
    bank.assign(held.element(j, acc_width),
                ir::choose(sums.bit(0), read.word(Expr(1)), read.word(Expr(0))));
  });
  return module;
}

}  // namespace denim::generators::outer
