#include "gen/engines/nm_array_pe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "gen/blocks/tree.hpp"
#include "gen/catalog/common.hpp"

namespace denim::generators::nm_array {

namespace {

using ir::Expr;
using ir::Value;

std::string comment(const PeShape& shape) {
  std::vector<std::string> patterns;
  for (const int n : shape.block_values) patterns.push_back(fmt::format("{}:{}", n, shape.block));
  const bool one = shape.multipliers == 1;
  std::string text = fmt::format("PE with {} multiplier{} for {} blocks. ", shape.multipliers,
                                 one ? "" : "s", fmt::join(patterns, ", "));
  text += one ? "It takes " : "Each multiplier takes ";
  text += shape.selects() ? "the activation at its weight's position; " : "an activation; ";
  text += one ? "the product is " : "their products are summed up";
  if (shape.systolic) {
    return text + (one ? "added" : " and added") + " to the sum that passes from row to row.";
  }
  return text + (one ? "the sum." : ".");
}

class Pe {
 public:
  Pe(ir::Module& module, const PeShape& shape, const spec::Spec& spec, std::int64_t sum_width)
      : module_(module),
        shape_(shape),
        a_width_(module.parameter("AWidth", spec.integer("a_width"), "Width of a weight, bits")),
        b_width_(
            module.parameter("BWidth", spec.integer("b_width"), "Width of an activation, bits")),
        sum_width_(module.parameter("SumWidth", sum_width, "Width of a sum, bits")),
        n_(module.localparam("N", shape.multipliers, "Multipliers")),
        m_(module.localparam("M", shape.block, "Activations of a block")) {
    if (shape.selects()) {
      index_width_ =
          module.localparam("IndexWidth", Expr::index_width(m_), "Bits that name a position");
    }
    clock_ = module.input("clk_i", 1, "Clock");
    enable_ = module.input("enable_i", 1, "The waves move");
    add_weights();
    add_activations();
    std::vector<Value> products;
    for (int i = 0; i < shape.multipliers; ++i) products.push_back(add_product(i));
    add_sum(products);
  }

 private:
  // What the PE multiplies by: what it is shown, or what the first wave of a tile took along.
  void add_weights() {
    const Value shown = module_.input("values_i", n_ * a_width_, "Weights, multiplier 0 lowest");
    std::optional<Value> swap, swap_indices, shown_indices;
    if (shape_.selects()) {
      shown_indices =
          module_.input("indices_i", n_ * *index_width_, "Their positions in their blocks");
    }
    if (!shape_.overlap) {
      values_ = shown;
      indices_ = shown_indices;
      return;
    }
    swap = module_.input("swap_values_i", 1, "The weights are taken at the end of this cycle");
    values_ = module_.body.net("values", n_ * a_width_, "Weights in use");
    add_register("u_values", *swap, shown, *values_, n_ * a_width_);
    if (!shape_.selects()) return;
    swap_indices =
        module_.input("swap_indices_i", 1, "Their positions are taken at the end of this cycle");
    indices_ = module_.body.net("indices", n_ * *index_width_, "Their positions");
    add_register("u_indices", *swap_indices, *shown_indices, *indices_, n_ * *index_width_);
  }

  void add_activations() {
    const int patterns = static_cast<int>(shape_.block_values.size());
    if (shape_.many_patterns()) {
      patterns_ = module_.localparam("Patterns", patterns, "Patterns that a tile may have");
      pattern_ = module_.input("pattern_i", Expr::index_width(*patterns_), "Pattern of the wave");
    }
    const Expr blocks = module_.localparam("Blocks", shape_.blocks(), "Blocks that the PE sees");
    activations_ =
        module_.input("activations_i", blocks * m_ * b_width_, "Activations, block 0 lowest");
  }

  // The block from which multiplier i takes its activation: it depends on the pattern, for the
  // multipliers are shared evenly among the blocks.
  Value block_of(int i) {
    const auto block = [&](int number) {
      return activations_->slice(Expr(number) * m_ * b_width_, m_ * b_width_);
    };
    std::vector<Value> candidates;  // most significant first: the last pattern
    bool same = true;
    for (const int n : shape_.block_values) {
      candidates.insert(candidates.begin(), block(i / n));
      same = same && i / n == i / shape_.block_values.front();
    }
    if (same) return block(i / shape_.block_values.front());
    const Value chosen = module_.body.net(fmt::format("block_{}", i), m_ * b_width_,
                                          fmt::format("What multiplier {} chooses from", i));
    module_.body.instance(catalog::common::word_mux, fmt::format("u_block_{}", i))
        .set("Depth", *patterns_)
        .set("Width", m_ * b_width_)
        .connect("words_i", ir::concatenate(std::move(candidates)))
        .connect("read_addr_i", *pattern_)
        .connect("read_data_o", chosen);
    return chosen;
  }

  Value add_product(int i) {
    Value factor = block_of(i);
    if (shape_.selects()) {
      const Value words = factor;
      factor = module_.body.net(fmt::format("factor_{}", i), b_width_);
      module_.body.instance(catalog::common::word_register, fmt::format("u_select_{}", i))
          .set("Depth", m_)
          .set("Width", b_width_)
          .connect("clk_i", clock_.value())
          .connect("enable_i", enable_.value())
          .connect("addr_i", indices_->slice(Expr(i) * *index_width_, *index_width_))
          .connect("words_i", words)
          .connect("data_o", factor);
    }
    const Value product = module_.body.net(fmt::format("product_{}", i), sum_width_);
    module_.body.instance(catalog::common::multiply, fmt::format("u_multiply_{}", i))
        .set("AWidth", a_width_)
        .set("BWidth", b_width_)
        .set("Width", sum_width_)
        .connect("clk_i", clock_.value())
        .connect("enable_i", enable_.value())
        .connect("a_i", values_->slice(Expr(i) * a_width_, a_width_))
        .connect("b_i", factor)
        .connect("product_o", product);
    return product;
  }

  void add_sum(const std::vector<Value>& products) {
    Value total = blocks::add_tree(module_.body, products, sum_width_, {*clock_, *enable_, 0});
    if (shape_.reduced) {
      const Value sum = total;
      total = module_.body.net("total", sum_width_, "Sum of the products");
      add_register("u_total", *enable_, sum, total, sum_width_);
    }
    if (shape_.systolic) {
      const Value above = module_.input("sum_i", sum_width_, "Sum from the row above");
      const Value own = total;
      total = module_.body.net("next", sum_width_, "Sum to the row below");
      module_.body.instance(catalog::common::add, "u_add")
          .set("Width", sum_width_)
          .connect("a_i", above)
          .connect("b_i", own)
          .connect("sum_o", total);
    }
    const Value out = module_.output(
        "sum_o", sum_width_, shape_.systolic ? "Sum to the row below" : "Sum of the products");
    add_register("u_sum", *enable_, total, out, sum_width_);
  }

  void add_register(const std::string& name, const Value& enable, const Value& from,
                    const Value& to, const Expr& width) {
    module_.body.instance(catalog::common::register_, name)
        .set("Width", width)
        .connect("clk_i", *clock_)
        .connect("enable_i", enable)
        .connect("data_i", from)
        .connect("data_o", to);
  }

  ir::Module& module_;
  const PeShape& shape_;
  Expr a_width_, b_width_, sum_width_, n_, m_;
  std::optional<Expr> index_width_, patterns_;
  std::optional<Value> clock_, enable_, values_, indices_, pattern_, activations_;
};

}  // namespace

PeShape::PeShape(const spec::Spec& spec)
    : multipliers(static_cast<int>(spec.integer("n"))),
      block(static_cast<int>(spec.integer("m"))),
      overlap(spec.flag("overlap")),
      systolic(spec.word("flow") == "systolic"),
      reduced(spec.engine().stage(spec, "reduce") > 0) {
  for (const spec::Pattern& pattern : spec.patterns("patterns")) {
    block_values.push_back(static_cast<int>(pattern.n));
  }
  if (block_values.empty()) block_values.push_back(multipliers);
}

const ir::Module& add_pe(ir::Design& design, const std::string& name, const PeShape& shape,
                         const spec::Spec& spec) {
  ir::Module& module = design.add(name, comment(shape));
  Pe(module, shape, spec, spec.number("sum_width"));
  return module;
}

}  // namespace denim::generators::nm_array
