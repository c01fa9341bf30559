// The rows of PEs of `nm_array`, the weights that they are shown, the lines of activations past
// them, and the sums over their columns.
#include <algorithm>
#include <vector>

#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"
#include "gen/engines/nm_array/array.hpp"

namespace denim::generators::nm_array {

namespace {

constexpr const char* column = "c";  // index of the loops over columns
constexpr int tree_levels = 2;       // of adders between registers, in the tree over rows

class Rows {
 public:
  Rows(const Array& array, const Tile& tile, const ir::Module& pe)
      : array_(array), frame_(array.frame), shape_(array.shape), tile_(tile), pe_(pe) {}

  ir::InTurn add() {
    frame_.body().loop("r", array_.rows(), "gen_row", "",
                       [&](ir::Scope& row, const Expr& r) { add_row(row, r); });
    return frame_.body().loop(
        column, array_.columns(), "gen_total",
        shape_.systolic ? "The sum of a column leaves together with that of the last column"
                        : "Sum over the rows of each column",
        [&](ir::Scope& body, const Expr& c) {
          return shape_.systolic ? add_deskewed(body, c) : add_tree(body, c);
        });
  }

 private:
  struct Shown {
    Value values;
    std::optional<Value> indices;
  };

  Expr block_width() const { return frame_.symbol("m") * frame_.symbol("b_width"); }
  Expr line_width() const {
    return shape_.many_patterns() ? static_cast<int>(choices_.size()) * block_width()
                                  : frame_.symbol("window") * frame_.symbol("b_width");
  }

  void add_row(ir::Scope& row, const Expr& r) {
    const Shown shown = add_weights(row, r);
    const Value line = add_activations(row, r);
    row.loop(column, array_.columns(), "gen_column", "",
             [&](ir::Scope& cell, const Expr& c) { add_pe(cell, r, c, shown, line); });
  }

  // Weights, and their positions, from when they are loaded until they have been used; then zeros,
  // for the next tile need not bring the row.
  Shown add_weights(ir::Scope& row, const Expr& r) const {
    const Value load = tile_.load_row.bit(r);
    const Value used = tile_.pulse.bit(shape_.overlap ? array_.way_out_of(r) : Expr(0));
    const auto held = [&](const std::string& name, const std::string& meaning, const Value& from,
                          const Expr& width) {
      const Value net = row.net(name, width, meaning);
      const Value zeros = ir::constant(width, 0);
      row.set_register(net, from, load, zeros, ir::Clear{used & ~load, zeros});
      return net;
    };
    Shown shown{held("row_values", "Weights of the row; zeros when they have been used",
                     tile_.values, array_.values_width()),
                {}};
    if (shape_.selects()) {
      shown.indices = held("row_indices", "Positions of the row's weights in their blocks",
                           *tile_.indices, array_.indices_width());
    }
    return shown;
  }

  // What the multipliers of a row's PEs choose from: the blocks of a wave that its pattern gives
  // them. Chosen once, where the wave enters the row.
  Value add_blocks(ir::Scope& row, const Expr& r) const {
    const Expr width = frame_.symbol("window") * frame_.symbol("b_width");
    const Value shown = frame_.field("b", "data").element(r, width);
    if (!shape_.many_patterns()) return shown;
    const Value window = row.net_of("window", width, shown, "Blocks that the row is shown");
    std::vector<Value> blocks;
    for (const std::vector<int>& choice : choices_) {
      std::vector<Value> by_pattern;
      for (const int block : choice) by_pattern.push_back(window.element(block, block_width()));
      while (by_pattern.size() > 1 &&
             choice[by_pattern.size() - 1] == choice[by_pattern.size() - 2])
        by_pattern.pop_back();
      blocks.push_back(by_pattern.size() == 1 ? by_pattern.front()
                                              : ir::select(*tile_.pattern, by_pattern));
    }
    std::ranges::reverse(blocks);
    return row.net_of("entering", line_width(), ir::concatenate(blocks),
                      "Blocks that the multipliers of a PE choose from, the first one lowest");
  }

  // The activations of a row on their way past its columns; row r begins r cycles later.
  Value add_activations(ir::Scope& row, const Expr& r) const {
    const Value entering = add_blocks(row, r);
    if (!shape_.systolic) {
      return row.register_of("line", line_width(), entering, array_.enable,
                             "Activations of the row");
    }
    return add_line(
        row, "line", r + array_.columns(), line_width(), entering,
        "Activations on their way, by cycle: those of column c come r + c cycles later");
  }

  void add_pe(ir::Scope& cell, const Expr& r, const Expr& c, const Shown& shown,
              const Value& line) {
    const Expr place = array_.way_to(r, c);
    std::optional<Value> above;
    const Expr width =
        shape_.chained ? frame_.symbol("n") * array_.passing_width : array_.passing_width;
    if (shape_.systolic) {
      above = cell.net("above", width,
                       shape_.chained ? "Sums over the rows above" : "Sum over the rows above");
    }
    sum_ = cell.net("sum", width,
                    shape_.chained    ? "Sums over the rows down to this one"
                    : shape_.systolic ? "Sum over the rows down to this one"
                                      : "Sum of the PE");
    ir::Instance& pe = cell.instance(pe_, "u_pe");
    pe.set("AWidth", frame_.symbol("a_width"))
        .set("BWidth", frame_.symbol("b_width"))
        .set("SumWidth", array_.passing_width)
        .connect("enable_i", array_.enable)
        .connect("values_i", shown.values.element(c, frame_.symbol("n") * frame_.symbol("a_width")))
        .connect("activations_i", shape_.systolic ? line.element(place, line_width()) : line)
        .connect("sum_o", *sum_);
    if (shape_.overlap) pe.connect("swap_values_i", tile_.pulse.bit(place + array_.select()));
    if (shape_.selects()) {
      pe.connect("indices_i",
                 shown.indices->element(c, frame_.symbol("n") * frame_.width("a", "index")));
      if (shape_.overlap) pe.connect("swap_indices_i", tile_.pulse.bit(place));
    }
    if (!above) return;
    pe.connect("sum_i", *above);
    cell.first_turn(
        r, [&](ir::Scope& first) { first.assign(*above, ir::constant(width, 0)); },
        [&](ir::Scope& next) { next.assign(*above, sum_of(r - 1, c)); });
  }

  Value sum_of(const Expr& r, const Expr& c) const {
    return sum_->in_turn("gen_column", c).in_turn("gen_row", r);
  }

  // The sum of the last column comes last; the others wait for it.
  Value add_deskewed(ir::Scope& body, const Expr& c) const {
    const Value total = body.net("total", array_.sum_width);
    body.instance(catalog::common::delay_line, "u_deskew")
        .set("Depth", array_.columns() - 1 - c)
        .set("Taps", 1)
        .set("Width", array_.sum_width)
        .connect("enable_i", array_.enable)
        .connect("data_i", add_last_sum(body, c))
        .connect("taps_o", total);
    return total;
  }

  // What leaves the last row; of chains their sum. A register stands behind every level of that
  // tree: nothing but one adder is between registers anywhere then, and Yosys, which makes a
  // network of carry-save adders of two levels in a row, takes a third less for single ones.
  Value add_last_sum(ir::Scope& body, const Expr& c) const {
    const Value last = sum_of(array_.rows() - 1, c);
    if (!shape_.chained) return last;
    std::vector<Value> chains;
    for (int i = 0; i < shape_.multipliers; ++i)
      chains.push_back(last.element(i, array_.passing_width));
    // Where n and pe_rows are no powers of two, the sum of the widest is wider than any sum is.
    const Value sum = blocks::add_tree(body, chains, array_.passing_width, {array_.enable, 1});
    return body.register_of("chains", array_.sum_width, ir::extend(sum, array_.sum_width),
                            array_.enable, "Sum of the chains");
  }

  Value add_tree(ir::Scope& body, const Expr& c) const {
    std::vector<Value> terms;
    for (int r = 0; r < frame_.number("pe_rows"); ++r) terms.push_back(sum_of(r, c));
    const Value sum = blocks::add_tree(body, terms, array_.sum_width, {array_.enable, tree_levels},
                                       blocks::Growth::none);
    return terms.size() > 1 ? body.register_of("total", array_.sum_width, sum, array_.enable)
                            : body.net_of("total", array_.sum_width, sum);
  }

  // Values that move on with the waves, `depth` of them; the one that entered last is lowest. All
  // are reset: Yosys 0.23 makes shift-register LUTs of what is not, and loses their enable.
  Value add_line(ir::Scope& scope, const std::string& name, const Expr& depth, const Expr& width,
                 const Value& entering, const std::string& meaning) const {
    const Value line = scope.net(name, depth * width, meaning);
    scope.set_register(line, ir::extend(ir::concatenate({line, entering}), depth * width),
                       array_.enable, ir::constant(depth * width, 0));
    return line;
  }

  const Array& array_;
  Frame& frame_;
  const PeShape& shape_;
  const Tile& tile_;
  const ir::Module& pe_;
  std::vector<std::vector<int>> choices_ = shape_.choices();
  std::optional<Value> sum_;  // inside gen_column in gen_row
};

}  // namespace

ir::InTurn add_rows(const Array& array, const Tile& tile, const ir::Module& pe) {
  return Rows(array, tile, pe).add();
}

}  // namespace denim::generators::nm_array
