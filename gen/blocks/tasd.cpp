#include "gen/blocks/tasd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gen/blocks/tasd_parts.hpp"
#include "gen/catalog/common.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;
namespace common = catalog::common;

Value slice_of(const Value& whole, int index, const Expr& width) {
  return whole.slice(index * width, width);
}

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
    for (const TasdShape::Unit& unit : shape.units) largest_m_ = std::max(largest_m_, unit.m);
    elements_ = module_.localparam("Elements", shape.elements, "Values of a beat");
    index_width_ = module_.localparam("IndexWidth", Expr::index_width(largest_m_),
                                      "Bits that name an element of the largest block");
    add_ports();
    for (std::size_t u = 0; u < units_.size(); ++u) add_unit(u);
    finish();
  }
  const ir::Module& module() const { return module_; }

 private:
  // A beat between two stages.
  struct Offer {
    Value valid;
    Value ready;
    Value data;
    std::vector<Value> values, indices;  // pairs so far, in the order of the output
    std::optional<Value> side;
  };

  std::vector<UnitModule> add_units(ir::Design& design, const std::string& name) const {
    std::vector<UnitModule> made;
    for (const TasdShape::Unit& unit : shape_.units) {
      const std::string own = fmt::format("{}_unit_{}", name, made.size());
      made.push_back(shape_.form == TasdForm::serial ? add_serial(design, own, shape_, unit)
                                                     : add_sorter(design, own, shape_, unit));
    }
    return made;
  }

  std::string comment() const {
    std::string terms;
    for (const TasdShape::Unit& unit : shape_.units) {
      for (const int n : unit.ns)
        terms += fmt::format("{}{}:{}", terms.empty() ? "" : " + ", n, unit.m);
    }
    return fmt::format(
        "Takes the series {} from beats of {} values: a unit for the terms of one M, of what the "
        "units before it left. Blocks lie side by side.",
        terms, shape_.elements);
  }

  void add_ports() {
    clk_ = module_.input("clk_i", 1, "Clock");
    reset_ = module_.input("rst_ni", 1, "Synchronous reset, active low");
    const Value valid = module_.input("valid_i", 1, "A beat is offered");
    const Value ready = module_.output("ready_o", 1, "It is taken");
    const Value data = module_.input("data_i", elements_ * width_, "Its values, element 0 lowest");
    std::optional<Value> side;
    if (shape_.side_width > 0) side = module_.input("side_i", side_width_, "What goes along");
    offer_ = Offer{valid, ready, data, {}, {}, side};
    int pairs = 0;
    for (const TasdShape::Unit& unit : shape_.units) {
      for (const int n : unit.ns) pairs += shape_.elements / unit.m * n;
    }
    valid_ = module_.output("valid_o", 1, "A beat taken apart is offered");
    ready_in_ = module_.input("ready_i", 1, "It is taken");
    value_ = module_.output("value_o", pairs * width_, "Values of the pairs");
    index_ = module_.output("index_o", pairs * index_width_, "Their indices");
    data_ = module_.output("data_o", elements_ * width_, "The residual, element 0 lowest");
    if (side) side_ = module_.output("side_o", side_width_, "What came along");
  }

  // The control of a stage; returns what it loads by.
  Value add_stage(const std::string& name, int cycles, const std::optional<Value>& step) {
    ir::Scope& body = module_.body;
    const Value load = body.net("load_" + name, 1);
    const Value valid = body.net("valid_" + name, 1);
    const Value ready = body.net("ready_" + name, 1);
    ir::Instance& stage = body.instance(common::stage, "u_stage_" + name);
    stage.set("Cycles", cycles)
        .connect("clk_i", *clk_)
        .connect("rst_ni", *reset_)
        .connect("valid_i", offer_->valid)
        .connect("ready_o", offer_->ready)
        .connect("load_o", load)
        .connect("valid_o", valid)
        .connect("ready_i", ready);
    if (step) {
      stage.connect("step_o", *step);
    } else {
      stage.leave_open("step_o");
    }
    offer_->valid = valid;
    offer_->ready = ready;
    return load;
  }

  // What goes beside the unit's blocks goes through a register of each stage.
  void carry(const std::string& name, const Value& load) {
    const auto through = [&](const std::string& what, const Value& data, const Expr& width) {
      const Value later = module_.body.net(what + "_" + name, width);
      module_.body.instance(common::register_, "u_" + what + "_" + name)
          .set("Width", width)
          .connect("clk_i", *clk_)
          .connect("enable_i", load)
          .connect("data_i", data)
          .connect("data_o", later);
      return later;
    };
    const auto all = [&](const std::string& what, std::vector<Value>& parts, const Expr& width) {
      if (parts.empty()) return;
      const int count = static_cast<int>(parts.size());
      const Value later = through(what, pack(parts), count * width);
      for (int i = 0; i < count; ++i)
        parts[static_cast<std::size_t>(i)] = slice_of(later, i, width);
    };
    all("value", offer_->values, width_);
    all("index", offer_->indices, index_width_);
    if (offer_->side) offer_->side = through("side", *offer_->side, side_width_);
  }

  void add_unit(std::size_t u) {
    const TasdShape::Unit& unit = shape_.units[u];
    const bool serial = shape_.form == TasdForm::serial;
    const std::optional<Value> step =
        serial && unit.kept > 1 ? std::optional(module_.body.net(fmt::format("step_{}", u), 1))
                                : std::nullopt;
    std::vector<Value> loads;
    for (int s = 0; s < units_[u].stages; ++s) {
      const std::string name = serial ? fmt::format("{}", u) : fmt::format("{}_{}", u, s);
      loads.push_back(add_stage(name, serial ? unit.kept : 1, step));
      carry(name, loads.back());
    }
    const Value load = pack(loads);
    const Expr block_width = unit.m * width_;
    const Expr own_index_width = Expr::index_width(unit.m);
    const Value rest = module_.body.net(fmt::format("rest_{}", u), elements_ * width_);
    const std::string label = fmt::format("gen_block_{}", u);
    std::optional<Value> value, index;
    module_.body.loop("b", shape_.elements / unit.m, label, "",
                      [&](ir::Scope& body, const Expr& b) {
                        value = body.net("value", unit.kept * width_);
                        index = body.net("index", unit.kept * own_index_width);
                        ir::Instance& instance = body.instance(*units_[u].module, "u_unit");
                        instance.set("Width", width_)
                            .connect("clk_i", *clk_)
                            .connect("load_i", load)
                            .connect("block_i", offer_->data.slice(b * block_width, block_width))
                            .connect("value_o", *value)
                            .connect("index_o", *index)
                            .connect("rest_o", rest.slice(b * block_width, block_width));
                        if (step) instance.connect("step_i", *step);
                      });
    offer_->data = rest;
    collect(unit, label, *value, *index);
  }

  // The pairs of a unit, term by term and block by block.
  void collect(const TasdShape::Unit& unit, const std::string& label, const Value& value,
               const Value& index) {
    const Expr own_index_width = Expr::index_width(unit.m);
    const std::int64_t missing = ir::index_width(largest_m_) - ir::index_width(unit.m);
    int first = 0;
    for (const int n : unit.ns) {
      for (int b = 0; b < shape_.elements / unit.m; ++b) {
        for (int i = first; i < first + n; ++i) {
          if (i >= unit.kept) {
            offer_->values.push_back(ir::constant(width_, 0));
            offer_->indices.push_back(ir::constant(index_width_, 0));
            continue;
          }
          offer_->values.push_back(slice_of(value.in_turn(label, b), i, width_));
          const Value own = slice_of(index.in_turn(label, b), i, own_index_width);
          offer_->indices.push_back(
              missing == 0 ? own : ir::concatenate({ir::constant(missing, 0), own}));
        }
      }
      first += n;
    }
  }

  void finish() {
    ir::Scope& body = module_.body;
    body.assign(*valid_, offer_->valid);
    body.assign(offer_->ready, *ready_in_);
    body.assign(*value_, pack(offer_->values));
    body.assign(*index_, pack(offer_->indices));
    body.assign(*data_, offer_->data);
    if (side_) body.assign(*side_, *offer_->side);
  }

  const TasdShape& shape_;
  std::vector<UnitModule> units_;
  ir::Module& module_;
  int largest_m_ = 2;
  Expr width_, side_width_, elements_, index_width_;
  std::optional<Value> clk_, reset_, valid_, ready_in_, value_, index_, data_, side_;
  std::optional<Offer> offer_;
};

}  // namespace

const ir::Module& add_tasd(ir::Design& design, const std::string& name, const TasdShape& shape) {
  return Chain(design, name, shape).module();
}

}  // namespace denim::blocks
