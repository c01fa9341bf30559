#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gen/blocks/tasd_parts.hpp"
#include "gen/catalog/common.hpp"
#include "gen/catalog/tasd.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;
namespace common = catalog::common;

Value slice_of(const Value& whole, int index, const Expr& width) {
  return whole.slice(index * width, width);
}

// One block of one unit: what both forms have.
class Unit {
 public:
  Unit(ir::Design& design, const std::string& name, const std::string& comment,
       const TasdShape& shape, const TasdShape::Unit& unit)
      : unit_(unit),
        module_(design.add(name, comment)),
        width_(module_.parameter("Width", shape.width, "Width of a value, bits")),
        elements_(module_.localparam("Elements", unit.m, "Elements of a block")),
        index_width_(module_.localparam("IndexWidth", Expr::index_width(elements_),
                                        "Bits that name an element")),
        rank_width_(
            module_.localparam("RankWidth", width_ + index_width_ + 1, "Width of a rank, bits")),
        clk_(module_.input("clk_i", 1, "Clock")) {}

 protected:
  void add_outputs() {
    block_ = module_.input("block_i", elements_ * width_, "The block, element 0 lowest");
    value_ = module_.output("value_o", unit_.kept * width_, "Its elements in falling order");
    index_ = module_.output("index_o", unit_.kept * index_width_, "Their indices");
    rest_ = module_.output("rest_o", elements_ * width_, "The block without them");
  }

  Value registered(ir::Scope& scope, const std::string& name, const Value& data, const Expr& width,
                   const Value& enable) const {
    const Value later = scope.net(name + "_q", width);
    add_register(scope, "u_" + name, data, later, width, enable);
    return later;
  }
  void add_register(ir::Scope& scope, const std::string& name, const Value& data,
                    const Value& later, const Expr& width, const Value& enable) const {
    scope.instance(common::register_, name)
        .set("Width", width)
        .connect("clk_i", clk_)
        .connect("enable_i", enable)
        .connect("data_i", data)
        .connect("data_o", later);
  }

  void add_rank(ir::Scope& scope, const Value& value, const Value& rank, const Expr& index) const {
    scope.instance(catalog::tasd::rank, "u_rank")
        .set("Index", index)
        .set("Elements", elements_)
        .set("Width", width_)
        .connect("value_i", value)
        .connect("rank_o", rank);
  }
  void add_pair(ir::Scope& scope, const std::string& name, const Value& rank, const Value& value,
                const Value& index) const {
    scope.instance(catalog::tasd::pair, name)
        .set("Elements", elements_)
        .set("Width", width_)
        .connect("rank_i", rank)
        .connect("value_o", value)
        .connect("index_o", index);
  }
  // `more` becomes `marks` with the element of a rank.
  void add_mark(const std::string& name, const Value& marks, const Value& rank,
                const Value& more) const {
    module_.body.instance(catalog::tasd::mark, name)
        .set("Elements", elements_)
        .connect("marks_i", marks)
        .connect("inverted_i", rank.slice(1, index_width_))
        .connect("marks_o", more);
  }
  Value no_marks() const { return ir::constant(elements_, 0); }
  // The value where its mark is not set, otherwise 0.
  void add_rest(ir::Scope& scope, const Value& mark, const Value& value, const Value& rest) const {
    scope.instance(common::choose, "u_rest")
        .set("Width", width_)
        .connect("second_i", mark)
        .connect("first_data_i", value)
        .connect("second_data_i", ir::constant(width_, 0))
        .connect("data_o", rest);
  }

  const TasdShape::Unit& unit_;
  ir::Module& module_;
  Expr width_, elements_, index_width_, rank_width_;
  Value clk_;
  std::optional<Value> block_, value_, index_, rest_;
};

// Ranks flow through the levels of the network, the block beside them; behind the last register the
// greatest become pairs and leave the block.
class Sorter : Unit {
 public:
  Sorter(ir::Design& design, const std::string& name, const TasdShape& shape,
         const TasdShape::Unit& unit)
      : Unit(design, name,
             fmt::format("Finds the {} elements of largest magnitude in a block of {}, in falling "
                         "order: odd-even merges of ranks, level by level.",
                         unit.kept, unit.m),
             shape, unit),
        network_(selection_network(unit.m, unit.kept)) {
    const int depth = static_cast<int>(network_.size());
    const int apart = shape.levels == 0 ? depth : shape.levels;
    stages_ = (depth + apart - 1) / apart + 1;
    loads_ = module_.input("load_i", stages_, "A bit for each stage: a block comes into it");
    add_outputs();
    add_ranks();
    for (int level = 1; level <= depth; ++level) {
      add_level(level);
      if (level % apart == 0 || level == depth) add_registers(level, (level - 1) / apart);
    }
    add_results();
  }
  const ir::Module& module() const { return module_; }
  int stages() const { return stages_; }

 private:
  void add_ranks() {
    const Value ranks = module_.body.net("ranks", elements_ * rank_width_, "Element 0 lowest");
    module_.body.loop("e", elements_, "gen_rank", "", [&](ir::Scope& body, const Expr& e) {
      add_rank(body, block_->slice(e * width_, width_), ranks.slice(e * rank_width_, rank_width_),
               e);
    });
    for (int i = 0; i < unit_.m; ++i) wires_.emplace_back(slice_of(ranks, i, rank_width_));
  }

  void add_level(int level) {
    for (const Comparator& comparator : network_[static_cast<std::size_t>(level - 1)]) {
      const std::string place = fmt::format("{}_{}_{}", level, comparator.first, comparator.second);
      std::optional<Value>& first = wires_[static_cast<std::size_t>(comparator.first)];
      std::optional<Value>& second = wires_[static_cast<std::size_t>(comparator.second)];
      ir::Instance& order = module_.body.instance(catalog::tasd::order, "u_order_" + place);
      order.set("Width", rank_width_).connect("a_i", *first).connect("b_i", *second);
      // A wire that nothing behind needs ends here.
      const auto connect = [&](std::optional<Value>& wire, bool used, const char* port,
                               const char* net) {
        wire.reset();
        if (!used) {
          order.leave_open(port);
          return;
        }
        wire = module_.body.net(fmt::format("{}_{}", net, place), rank_width_);
        order.connect(port, *wire);
      };
      connect(first, comparator.greater_used, "greater_o", "greater");
      connect(second, comparator.lesser_used, "lesser_o", "lesser");
    }
  }

  void add_registers(int level, int stage) {
    const Value load = loads_->bit(stage);
    for (std::size_t i = 0; i < wires_.size(); ++i) {
      if (!wires_[i]) continue;
      wires_[i] = registered(module_.body, fmt::format("rank_{}_{}", level, i), *wires_[i],
                             rank_width_, load);
    }
    carried_ = registered(module_.body, fmt::format("block_{}", level),
                          carried_ ? *carried_ : *block_, elements_ * width_, load);
  }

  void add_results() {
    const Value load = loads_->bit(stages_ - 1);
    const Value value = module_.body.net("value", unit_.kept * width_);
    const Value index = module_.body.net("index", unit_.kept * index_width_);
    Value marks = no_marks();
    for (int i = 0; i < unit_.kept; ++i) {
      const Value& rank = *wires_[static_cast<std::size_t>(i)];
      add_pair(module_.body, fmt::format("u_pair_{}", i), rank, slice_of(value, i, width_),
               slice_of(index, i, index_width_));
      const Value more = module_.body.net(fmt::format("marks_{}", i), elements_);
      add_mark(fmt::format("u_mark_{}", i), marks, rank, more);
      marks = more;
    }
    add_register(module_.body, "u_value", value, *value_, unit_.kept * width_, load);
    add_register(module_.body, "u_index", index, *index_, unit_.kept * index_width_, load);
    module_.body.loop("e", elements_, "gen_rest", "", [&](ir::Scope& body, const Expr& e) {
      const Value rest = body.net("rest", width_);
      add_rest(body, marks.bit(e), carried_->slice(e * width_, width_), rest);
      add_register(body, "u_rest_q", rest, rest_->slice(e * width_, width_), width_, load);
    });
  }

  std::vector<std::vector<Comparator>> network_;
  int stages_ = 0;
  std::optional<Value> loads_;
  std::vector<std::optional<Value>> wires_;  // of the network; nothing: not needed any more
  std::optional<Value> carried_;             // the block beside them
};

// The block waits in registers, and in each cycle the greatest of its elements becomes 0. The last
// pair, and the block without it, come straight from the tree.
class Serial : Unit {
 public:
  Serial(ir::Design& design, const std::string& name, const TasdShape& shape,
         const TasdShape::Unit& unit)
      : Unit(design, name,
             fmt::format("Takes the {} elements of largest magnitude from a block of {}, one a "
                         "cycle: a tree of comparators over what is left of it.",
                         unit.kept, unit.m),
             shape, unit) {
    const Value load = module_.input("load_i", 1, "A block comes in");
    // One element is taken in the cycle in which it leaves, and needs no step.
    const std::optional<Value> step =
        unit.kept > 1 ? std::optional(module_.input("step_i", 1, "An element is taken"))
                      : std::nullopt;
    add_outputs();
    const Value ranks = module_.body.net("ranks", elements_ * rank_width_, "Element 0 lowest");
    const Value marks = module_.body.net("marks", elements_, "The greatest of them");
    add_elements(load, step, ranks, marks);
    const Value greatest = add_tree(ranks);
    add_mark("u_mark", no_marks(), greatest, marks);
    add_pairs(step, greatest);
  }
  const ir::Module& module() const { return module_; }

 private:
  void add_elements(const Value& load, const std::optional<Value>& step, const Value& ranks,
                    const Value& marks) {
    const Value moves =
        step ? module_.body.net("moves", 1, "The elements take what follows") : load;
    if (step) {
      module_.body.instance(common::choose, "u_moves")
          .set("Width", 1)
          .connect("second_i", load)
          .connect("first_data_i", *step)
          .connect("second_data_i", ir::constant(1, 1))
          .connect("data_o", moves);
    }
    module_.body.loop("e", elements_, "gen_element", "", [&](ir::Scope& body, const Expr& e) {
      const Value held = body.net("held", width_, "What is left of the element");
      const Value rest = rest_->slice(e * width_, width_);
      const Value fresh = block_->slice(e * width_, width_);
      add_rank(body, held, ranks.slice(e * rank_width_, rank_width_), e);
      add_rest(body, marks.bit(e), held, rest);
      if (!step) return add_register(body, "u_held", fresh, held, width_, load);
      const Value next = body.net("next", width_);
      body.instance(common::choose, "u_next")
          .set("Width", width_)
          .connect("second_i", load)
          .connect("first_data_i", rest)
          .connect("second_data_i", fresh)
          .connect("data_o", next);
      add_register(body, "u_held", next, held, width_, moves);
    });
  }

  Value add_tree(const Value& ranks) {
    struct Part {
      Value rank;
      int first, last;
    };
    std::vector<Part> parts;
    for (int i = 0; i < unit_.m; ++i) parts.push_back({slice_of(ranks, i, rank_width_), i, i});
    while (parts.size() > 1) {
      std::vector<Part> greater;
      for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const Part& low = parts[i];
        const Part& high = parts[i + 1];
        const std::string name = fmt::format("greatest_{}_{}", low.first, high.last);
        const Value net = module_.body.net(name, rank_width_);
        module_.body.instance(catalog::tasd::order, "u_" + name)
            .set("Width", rank_width_)
            .connect("a_i", low.rank)
            .connect("b_i", high.rank)
            .connect("greater_o", net)
            .leave_open("lesser_o");
        greater.push_back({net, low.first, high.last});
      }
      if (parts.size() % 2 != 0) greater.push_back(parts.back());
      parts = std::move(greater);
    }
    return parts.front().rank;
  }

  // Those that were taken before stand in a shift register, the first one lowest in the end.
  void add_pairs(const std::optional<Value>& step, const Value& greatest) {
    std::vector<Value> ranks{greatest};
    for (int i = unit_.kept - 2; i >= 0; --i) {
      ranks.push_back(
          registered(module_.body, fmt::format("taken_{}", i), ranks.back(), rank_width_, *step));
    }
    std::ranges::reverse(ranks);
    for (int i = 0; i < unit_.kept; ++i) {
      add_pair(module_.body, fmt::format("u_pair_{}", i), ranks[static_cast<std::size_t>(i)],
               slice_of(*value_, i, width_), slice_of(*index_, i, index_width_));
    }
  }
};

}  // namespace

UnitModule add_sorter(ir::Design& design, const std::string& name, const TasdShape& shape,
                      const TasdShape::Unit& unit) {
  const Sorter sorter(design, name, shape, unit);
  return {&sorter.module(), sorter.stages()};
}

UnitModule add_serial(ir::Design& design, const std::string& name, const TasdShape& shape,
                      const TasdShape::Unit& unit) {
  return {&Serial(design, name, shape, unit).module(), 1};
}

}  // namespace denim::blocks
