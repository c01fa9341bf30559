#include "gen/blocks/tasd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gen/blocks/tasd_units.hpp"
#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;
namespace common = catalog::common;

// `parts`, the first lowest.
Value pack(std::vector<Value> parts) {
  if (parts.size() == 1) return parts.front();
  std::ranges::reverse(parts);
  return ir::concatenate(std::move(parts));
}

class Chain {
 public:
  Chain(ir::Design& design, const std::string& name, const TasdShape& shape)
      : shape_(shape), units_(add_units(design, name)), module_(design.add(name, comment())) {
    width_ = module_.parameter("Width", shape.width, "Width of a value, bits");
    if (shape.side_width > 0) {
      side_width_ =
          module_.parameter("SideWidth", shape.side_width, "Width of what goes along, bits");
    }
    for (const TasdShape::Unit& unit : shape.units) {
      largest_m_ = std::max(largest_m_, unit.m);
      for (const int n : unit.ns) all_pairs_ += shape.elements / unit.m * n;
    }
    elements_ = module_.localparam("Elements", shape.elements, "Values of a beat");
    index_width_ = module_.localparam("IndexWidth", Expr::index_width(largest_m_),
                                      "Bits that name an element of the largest block");
    add_ports();
    add_control();
    for (std::size_t u = 0; u < units_.size(); ++u) {
      carry(u);
      add_unit(u);
    }
    if (!values_.empty()) {
      module_.body.assign(*value_, pack(values_));
      module_.body.assign(*index_, pack(indices_));
    }
  }
  const ir::Module& module() const { return module_; }

 private:
  bool serial() const { return shape_.form == TasdForm::serial; }
  bool is_last(std::size_t u) const { return u + 1 == units_.size(); }

  std::vector<UnitModule> add_units(ir::Design& design, const std::string& name) const {
    std::vector<UnitModule> made;
    for (const TasdShape::Unit& unit : shape_.units) {
      const std::string own = fmt::format("{}_unit_{}", name, made.size());
      made.push_back(serial() ? add_serial(design, own, shape_, unit)
                              : add_sorter(design, own, shape_, unit));
    }
    return made;
  }

  static std::string terms_of(const TasdShape::Unit& unit) {
    std::string terms;
    for (const int n : unit.ns)
      terms += fmt::format("{}{}:{}", terms.empty() ? "" : " + ", n, unit.m);
    return terms;
  }

  std::string comment() const {
    std::string terms;
    for (const TasdShape::Unit& unit : shape_.units)
      terms += (terms.empty() ? "" : " + ") + terms_of(unit);
    return fmt::format(
        "Takes the series {} from beats of {} values: a unit for the terms of one M, of what the "
        "units before it left. Blocks lie side by side.",
        terms, shape_.elements);
  }

  void add_ports() {
    module_.input("clk_i", 1, "Clock");
    module_.input("rst_ni", 1, "Synchronous reset, active low");
    valid_in_ = module_.input("valid_i", 1, "A beat is offered");
    ready_out_ = module_.output("ready_o", 1, "An offered beat is taken in this cycle");
    data_ = module_.input("data_i", elements_ * width_, "Values of the beat, element 0 lowest");
    if (shape_.side_width > 0)
      side_ = module_.input("side_i", side_width_, "What goes along with the beat");
    valid_out_ = module_.output("valid_o", 1, "A beat taken apart is offered");
    ready_in_ = module_.input("ready_i", 1, "The beat taken apart is taken in this cycle");
    value_ = module_.output("value_o", all_pairs_ * width_,
                            "Values of the pairs, term by term and block by block");
    index_ = module_.output("index_o", all_pairs_ * index_width_, "Indices of the pairs");
    rest_out_ = module_.output("data_o", elements_ * width_,
                               "The residual: what no term takes, element 0 lowest");
    if (side_) side_out_ = module_.output("side_o", side_width_, "What came along with the beat");
  }

  // Valid and ready, and for each unit what its registers, and those beside them, load by.
  void add_control() {
    ir::Scope& body = module_.body;
    if (serial()) {
      for (std::size_t u = 0; u < units_.size(); ++u) add_stage(u);
      return;
    }
    int stages = 0;
    for (const UnitModule& unit : units_) stages += unit.stages;
    const Value load = body.net("load", stages, "A bit for each stage: a beat comes into it");
    body.instance(common::pipeline, "u_pipeline")
        .set("Stages", stages)
        .connect("valid_i", *valid_in_)
        .connect("ready_o", *ready_out_)
        .connect("load_o", load)
        .connect("valid_o", *valid_out_)
        .connect("ready_i", *ready_in_);
    int first = 0;
    for (const UnitModule& unit : units_) {
      loads_.push_back(load.slice(first, unit.stages));
      first += unit.stages;
    }
    steps_.resize(units_.size());
  }

  // The control of a serial unit, behind that of the one before.
  void add_stage(std::size_t u) {
    ir::Scope& body = module_.body;
    const int kept = shape_.units[u].kept;
    const Value load = body.net(fmt::format("load_{}", u), 1);
    const bool last = is_last(u);
    const Value valid = last ? *valid_out_ : body.net(fmt::format("valid_{}", u), 1);
    const Value ready = last ? *ready_in_ : body.net(fmt::format("ready_{}", u), 1);
    ir::Instance& stage = body.instance(common::stage, fmt::format("u_stage_{}", u));
    stage.set("Cycles", kept)
        .connect("valid_i", *valid_in_)
        .connect("ready_o", *ready_out_)
        .connect("load_o", load)
        .connect("valid_o", valid)
        .connect("ready_i", ready);
    loads_.push_back(load);
    if (kept > 1) {
      steps_.push_back(body.net(fmt::format("step_{}", u), 1));
      stage.connect("step_o", *steps_.back());
    } else {
      steps_.emplace_back();
      stage.leave_open("step_o");
    }
    valid_in_ = valid;
    ready_out_ = ready;
  }

  // What goes beside the unit's blocks: the pairs of the units before, and what goes along.
  void carry(std::size_t u) {
    ir::Scope& body = module_.body;
    std::vector<Value> now, later;  // the first lowest
    const auto add = [&](const char* what, const std::string& comment, std::vector<Value>& parts,
                         const Expr& width) {
      if (parts.empty()) return;
      now.push_back(parts.size() == 1 ? parts.front()
                                      : body.net_of(fmt::format("{}_before_{}", what, u), width,
                                                    pack(parts), comment));
      later.push_back(body.net(fmt::format("{}_beside_{}", what, u), width));
      parts = {later.back()};
    };
    add("value", fmt::format("Values of the pairs of the units before unit {}", u), values_,
        pairs_ * width_);
    add("index", fmt::format("Indices of the pairs of the units before unit {}", u), indices_,
        pairs_ * index_width_);
    if (side_) {
      now.push_back(*side_);
      side_ = is_last(u) ? *side_out_ : body.net(fmt::format("side_beside_{}", u), side_width_);
      later.push_back(*side_);
    }
    if (now.empty()) return;
    if (serial()) {
      for (std::size_t i = 0; i < now.size(); ++i) body.set_register(later[i], now[i], loads_[u]);
      return;
    }
    const Expr pairs_width = pairs_ * (width_ + index_width_);
    body.instance(common::pipeline_data, fmt::format("u_beside_{}", u))
        .set("Stages", units_[u].stages)
        .set("Width", pairs_ == 0 ? side_width_
                      : side_     ? pairs_width + side_width_
                                  : pairs_width)
        .connect("load_i", loads_[u])
        .connect("data_i", pack(now))
        .connect("data_o", pack(later));
  }

  void add_unit(std::size_t u) {
    const TasdShape::Unit& unit = shape_.units[u];
    const int blocks = shape_.elements / unit.m;
    const Expr index_width = Expr::index_width(unit.m);
    const Expr values_width = unit.kept * width_;
    const Expr indices_width = unit.kept * index_width;
    const Value rest = is_last(u) ? *rest_out_
                                  : module_.body.net(fmt::format("rest_{}", u), elements_ * width_,
                                                     fmt::format("What unit {} leaves", u));
    const std::string comment = "Takes " + terms_of(unit);
    const auto add = [&](ir::Scope& scope, const std::string& name, const std::string& text,
                         const Value& block, const Value& value, const Value& index,
                         const Value& left) {
      ir::Instance& instance = scope.instance(*units_[u].module, name, text);
      instance.set("Width", width_)
          .connect("load_i", loads_[u])
          .connect("block_i", block)
          .connect("value_o", value)
          .connect("index_o", index)
          .connect("rest_o", left);
      if (steps_[u]) instance.connect("step_i", *steps_[u]);
    };
    if (blocks == 1 && units_.size() == 1 && unit.kept == all_pairs_) {
      add(module_.body, "u_unit_0", comment, *data_, *value_, *index_, rest);
    } else if (blocks == 1) {
      const Value value = module_.body.net(fmt::format("value_{}", u), values_width);
      const Value index = module_.body.net(fmt::format("index_{}", u), indices_width);
      add(module_.body, fmt::format("u_unit_{}", u), comment, *data_, value, index, rest);
      collect(unit, {value}, {index});
    } else {
      const auto nets =
          module_.body.loop("b", blocks, fmt::format("gen_unit_{}", u), comment + " of block b",
                            [&](ir::Scope& turn, const Expr& b) {
                              const Value value = turn.net("value", values_width);
                              const Value index = turn.net("index", indices_width);
                              const Expr block_width = unit.m * width_;
                              add(turn, "u_unit", "", data_->element(b, block_width), value, index,
                                  rest.element(b, block_width));
                              return std::vector<Value>{value, index};
                            });
      std::vector<Value> values, indices;
      for (int b = 0; b < blocks; ++b) {
        values.push_back(nets[0](b));
        indices.push_back(nets[1](b));
      }
      collect(unit, values, indices);
    }
    data_ = rest;
  }

  // Adds the pairs of a unit, of which the elements found in each block are given: term by term
  // and block by block, empty ones where a block has no more elements.
  void collect(const TasdShape::Unit& unit, const std::vector<Value>& values,
               const std::vector<Value>& indices) {
    const Expr index_width = Expr::index_width(unit.m);
    int first = 0;
    for (const int n : unit.ns) {
      const int found = std::clamp(unit.kept - first, 0, n);
      for (std::size_t b = 0; b < values.size(); ++b) {
        if (found > 0) values_.push_back(values[b].slice(first * width_, found * width_));
        if (found > 0 && index_width == index_width_of_largest()) {
          indices_.push_back(indices[b].slice(first * index_width, found * index_width));
        } else {
          for (int i = first; i < first + found; ++i)
            indices_.push_back(ir::extend(indices[b].element(i, index_width), index_width_));
        }
        if (found < n) {
          values_.push_back(ir::constant((n - found) * width_, 0));
          indices_.push_back(ir::constant((n - found) * index_width_, 0));
        }
      }
      first += n;
      pairs_ += n * static_cast<int>(values.size());
    }
  }
  Expr index_width_of_largest() const { return Expr::index_width(largest_m_); }

  const TasdShape& shape_;
  std::vector<UnitModule> units_;
  ir::Module& module_;
  int largest_m_ = 2;
  int all_pairs_ = 0;
  Expr width_, side_width_, elements_, index_width_;
  std::optional<Value> valid_out_, ready_in_, value_, index_, rest_out_, side_out_;
  std::vector<Value> loads_;                 // of each unit
  std::vector<std::optional<Value>> steps_;  // of each serial unit that takes more than one element
  // What the next unit gets.
  std::optional<Value> valid_in_, ready_out_, data_, side_;
  int pairs_ = 0;                        // of the units so far
  std::vector<Value> values_, indices_;  // in the order of the output, each of some pairs
};

}  // namespace

const ir::Module& add_tasd(ir::Design& design, const std::string& name, const TasdShape& shape) {
  return Chain(design, name, shape).module();
}

}  // namespace denim::blocks
