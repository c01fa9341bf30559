#include "gen/engines/nm_array/pe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "gen/blocks/tree.hpp"

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
  if (shape.chained) {
    return text + "each product is added to a sum of its own that passes from row to row.";
  }
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
    module.input("clk_i", 1, "Clock");
    enable_ = module.input("enable_i", 1, "The waves move");
    add_weights();
    add_activations();
    add_sum(add_products(add_factors()));
  }

 private:
  // What the PE multiplies by: what it is shown, or what the first wave of a tile took along.
  void add_weights() {
    const Value shown = module_.input("values_i", n_ * a_width_, "Weights, multiplier 0 lowest");
    values_ = shown;
    if (shape_.selects()) {
      indices_ = module_.input("indices_i", n_ * *index_width_,
                               "Positions of the weights in their blocks");
    }
    if (!shape_.overlap) return;
    const Value swap =
        module_.input("swap_values_i", 1, "The weights are taken at the end of this cycle");
    values_ = module_.body.register_of("values", n_ * a_width_, shown, swap, "Weights in use");
    if (!shape_.selects()) return;
    const Value swap_indices =
        module_.input("swap_indices_i", 1, "The positions are taken at the end of this cycle");
    indices_ = module_.body.register_of("indices", n_ * *index_width_, *indices_, swap_indices,
                                        "Positions in use");
  }

  void add_activations() {
    const auto number = static_cast<int>(choices_.size());
    const Expr blocks =
        number == 1 ? Expr(1) : module_.localparam("Blocks", number, "Blocks that the PE sees");
    activations_ =
        module_.input("activations_i", blocks * m_ * b_width_, "Activations, block 0 lowest");
  }

  // The block from which each multiplier takes its activation.
  std::vector<Value> add_blocks() {
    std::vector<Value> blocks, of_multiplier;
    for (std::size_t b = 0; b < choices_.size(); ++b) {
      const Value block = choices_.size() == 1
                              ? *activations_
                              : activations_->element(static_cast<int>(b), m_ * b_width_);
      blocks.push_back(choices_.size() == 1 || !shape_.selects()
                           ? block
                           : module_.body.net_of(fmt::format("block_{}", b), m_ * b_width_, block,
                                                 b == 0 ? "Blocks of activations" : ""));
    }
    for (int i = 0; i < shape_.multipliers; ++i) {
      const auto found = std::ranges::find(choices_, shape_.blocks_of(i));
      of_multiplier.push_back(blocks[static_cast<std::size_t>(found - choices_.begin())]);
    }
    return of_multiplier;
  }

  // What each multiplier multiplies its weight by.
  std::vector<Value> add_factors() {
    const std::vector<Value> blocks = add_blocks();
    if (!shape_.selects()) return blocks;
    std::vector<Value> factors;
    for (int i = 0; i < shape_.multipliers; ++i) {
      const Value position = indices_->element(i, *index_width_);
      factors.push_back(module_.body.register_of(
          fmt::format("factor_{}", i), b_width_,
          blocks[static_cast<std::size_t>(i)].element(position, b_width_), *enable_,
          i == 0 ? "Activations at the positions of the weights" : ""));
    }
    return factors;
  }

  // Registers behind multipliers and adders have the bits that the values need, and are
  // sign-extended behind: Yosys 0.23 takes them into the DSP, and loses copies of the sign bit.
  std::vector<Value> add_products(const std::vector<Value>& factors) {
    const Expr width = a_width_ + b_width_;
    std::vector<Value> products;
    for (int i = 0; i < shape_.multipliers; ++i) {
      const Value weight = values_->element(i, a_width_);
      products.push_back(module_.body.register_of(
          fmt::format("product_{}", i), width,
          ir::extend_signed(weight, width) *
              ir::extend_signed(factors[static_cast<std::size_t>(i)], width),
          *enable_, i == 0 ? "Products of weights and activations" : ""));
    }
    return products;
  }

  // The sum of the products, in a register if there is one.
  Value add_total(const std::vector<Value>& products) {
    if (products.size() == 1) return products.front();
    const Expr width = module_.localparam("TotalWidth", a_width_ + b_width_ + Expr::index_width(n_),
                                          "Width of the sum of the products, bits");
    const Value sum = blocks::add_tree(module_.body, products, a_width_ + b_width_, {*enable_, 0});
    const char* comment = "Sum of the products";
    return shape_.reduced || !shape_.systolic
               ? module_.body.register_of("total", width, sum, *enable_, comment)
               : module_.body.net_of("total", width, sum, comment);
  }

  // A DSP block adds the product to what the one above it hands down: a register of the sum alone,
  // as wide as what comes, and no adder outside of it.
  void add_chains(const std::vector<Value>& products) {
    const Expr width = n_ * sum_width_;
    const Value above =
        module_.input("sum_i", width, "Sums from the row above, multiplier 0 lowest");
    const Value out = module_.output("sum_o", width, "Sums to the row below");
    std::vector<Value> sums;
    for (int i = 0; i < shape_.multipliers; ++i) {
      sums.push_back(module_.body.register_of(
          fmt::format("chain_{}", i), sum_width_,
          above.element(i, sum_width_) +
              ir::extend_signed(products[static_cast<std::size_t>(i)], sum_width_),
          *enable_, i == 0 ? "Sums of the products, down to this row" : ""));
    }
    std::ranges::reverse(sums);
    module_.body.assign(out, ir::concatenate(sums));
  }

  void add_sum(const std::vector<Value>& products) {
    ir::Scope& body = module_.body;
    if (shape_.chained) return add_chains(products);
    if (shape_.systolic) {
      const Value above = module_.input("sum_i", sum_width_, "Sum from the row above");
      const Value out = module_.output("sum_o", sum_width_, "Sum to the row below");
      body.set_register(out, above + ir::extend_signed(add_total(products), sum_width_), *enable_);
      return;
    }
    const Value out = module_.output("sum_o", sum_width_, "Sum of the products");
    const Value sum = products.size() > 1
                          ? add_total(products)
                          : body.register_of("total", a_width_ + b_width_, products.front(),
                                             *enable_, "Product, a cycle later");
    body.assign(out, ir::extend_signed(sum, sum_width_));
  }

  ir::Module& module_;
  const PeShape& shape_;
  Expr a_width_, b_width_, sum_width_, n_, m_;
  std::optional<Expr> index_width_;
  std::vector<std::vector<int>> choices_ = shape_.choices();
  std::optional<Value> enable_, values_, indices_, activations_;
};

}  // namespace

PeShape::PeShape(const spec::Spec& spec)
    : multipliers(static_cast<int>(spec.integer("n"))),
      block(static_cast<int>(spec.integer("m"))),
      overlap(spec.flag("overlap")),
      systolic(spec.word("flow") == "systolic"),
      chained(spec.word("reduction") == "chain" && multipliers > 1),
      reduced(spec.engine().stage(spec, "reduce") > 0) {
  for (const spec::Pattern& pattern : spec.patterns("patterns")) {
    block_values.push_back(static_cast<int>(pattern.n));
  }
  if (block_values.empty()) block_values.push_back(multipliers);
}

std::vector<int> PeShape::blocks_of(int multiplier) const {
  std::vector<int> blocks;
  for (const int n : block_values) blocks.push_back(multiplier / n);
  return blocks;
}

std::vector<std::vector<int>> PeShape::choices() const {
  std::vector<std::vector<int>> all;
  for (int i = 0; i < multipliers; ++i) {
    if (all.empty() || all.back() != blocks_of(i)) all.push_back(blocks_of(i));
  }
  return all;
}

const ir::Module& add_pe(ir::Design& design, const std::string& name, const PeShape& shape,
                         const spec::Spec& spec, std::int64_t sum_width) {
  ir::Module& module = design.add(name, comment(shape));
  Pe(module, shape, spec, sum_width);
  return module;
}

}  // namespace denim::generators::nm_array
