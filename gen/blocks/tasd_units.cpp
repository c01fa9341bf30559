#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "gen/blocks/tasd_units.hpp"
#include "gen/catalog/tasd.hpp"

namespace denim::blocks {

namespace {

using ir::Expr;
using ir::Value;

// Ranks are never equal, so a comparison may be written either way round. Yosys 0.23 makes the same
// comparator of both and other LUTs around it: for 7-series 216 LUTs of this 2:4 sorter and 247 of
// the other one, 833 of this 8:16 tree and 991 of the other one. In all else they differ by 3 %.
//
// The greater and the lesser one of two ranks, in the sorter.
Value greater(const Value& a, const Value& b) { return ir::choose(ir::less(a, b), b, a); }
Value lesser(const Value& a, const Value& b) { return ir::choose(ir::less(a, b), a, b); }
// The greater one, in the tree.
Value greater_in_tree(const Value& a, const Value& b) { return ir::choose(ir::less(b, a), a, b); }

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
        rank_width_(module_.localparam("RankWidth", width_ + index_width_ + 1,
                                       "Width of a rank, bits: magnitude, index and sign")) {
    module_.input("clk_i", 1, "Clock");
  }

 protected:
  void add_outputs() {
    block_ = module_.input("block_i", elements_ * width_, "Values of the block, element 0 lowest");
    value_ = module_.output("value_o", unit_.kept * width_,
                            "Values of the elements found, the largest lowest");
    index_ = module_.output("index_o", unit_.kept * index_width_,
                            "Indices of the elements found, the largest lowest");
    rest_ = module_.output("rest_o", elements_ * width_, "The block without the elements found");
  }

  Value element(const Value& block, const Expr& e) const { return block.element(e, width_); }

  Value add_rank(ir::Scope& scope, const Value& value, const Expr& index) const {
    const Value rank = scope.net("rank", rank_width_);
    scope.instance(catalog::tasd::rank, "u_rank")
        .set("Index", index)
        .set("Elements", elements_)
        .set("Width", width_)
        .connect("value_i", value)
        .connect("rank_o", rank);
    return rank;
  }
  void add_pair(ir::Scope& scope, const Value& rank, const Value& value, const Value& index) const {
    scope.instance(catalog::tasd::pair, "u_pair")
        .set("Elements", elements_)
        .set("Width", width_)
        .connect("rank_i", rank)
        .connect("value_o", value)
        .connect("index_o", index);
  }
  // `more` becomes `marks` with the element of the rank that begins at bit `low` of `ranks`.
  void add_mark(ir::Scope& scope, const Value& marks, const Value& ranks, const Expr& low,
                const Value& more) const {
    scope.instance(catalog::tasd::mark, "u_mark")
        .set("Elements", elements_)
        .connect("marks_i", marks)
        .connect("inverted_i", ranks.slice(low + 1, index_width_))
        .connect("marks_o", more);
  }
  Value no_marks() const { return ir::constant(elements_, 0); }
  // A value, 0 where it is marked.
  Value unless_marked(const Value& mark, const Value& value) const {
    return ir::choose(~mark, value, ir::constant(width_, 0));
  }

  const TasdShape::Unit& unit_;
  ir::Module& module_;
  Expr width_, elements_, index_width_, rank_width_;
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
                         "order. Ranks (see denim_tasd_rank) pass a sorting network of odd-even "
                         "merges: a comparator leaves the greater of two on its lower wire. "
                         "rank_<l>_<w> is the rank on wire w behind level l.",
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
      const bool last = level % apart == 0 || level == depth;
      add_level(level, last ? std::optional((level - 1) / apart) : std::nullopt);
    }
    add_results();
  }
  const ir::Module& module() const { return module_; }
  int stages() const { return stages_; }

 private:
  void add_ranks() {
    const auto rank = module_.body.loop(
        "e", elements_, "gen_rank", "",
        [&](ir::Scope& body, const Expr& e) { return add_rank(body, element(*block_, e), e); });
    for (int i = 0; i < unit_.m; ++i) wires_.emplace_back(rank(i));
  }

  // Each comparator leaves the greater rank on its first wire. A wire that nothing behind needs
  // ends. The last level before a stage's registers is what they take.
  void add_level(int level, std::optional<int> stage) {
    std::vector<std::optional<Value>> next = wires_;
    for (const Comparator& comparator : network_[static_cast<std::size_t>(level - 1)]) {
      const auto first = static_cast<std::size_t>(comparator.first);
      const auto second = static_cast<std::size_t>(comparator.second);
      const Value& a = *wires_[first];
      const Value& b = *wires_[second];
      const auto become = [&](std::size_t wire, bool used, const Value& rank) {
        next[wire].reset();
        if (!used) return;
        const std::string net = fmt::format("rank_{}_{}", level, wire);
        next[wire] = stage ? rank : module_.body.net_of(net, rank_width_, rank);
      };
      become(first, comparator.greater_used, greater(a, b));
      become(second, comparator.lesser_used, lesser(a, b));
    }
    wires_ = std::move(next);
    if (!stage) return;
    const Value load = loads_->bit(*stage);
    for (std::size_t i = 0; i < wires_.size(); ++i) {
      if (!wires_[i]) continue;
      wires_[i] = module_.body.register_of(fmt::format("rank_{}_{}_q", level, i), rank_width_,
                                           *wires_[i], load);
    }
    carried_ = module_.body.register_of(fmt::format("block_{}_q", level), elements_ * width_,
                                        carried_ ? *carried_ : *block_, load);
  }

  void add_results() {
    ir::Scope& body = module_.body;
    const Value load = loads_->bit(stages_ - 1);
    std::vector<Value> greatest;
    for (int i = unit_.kept - 1; i >= 0; --i)
      greatest.push_back(*wires_[static_cast<std::size_t>(i)]);
    const Value found = body.net_of("found", unit_.kept * rank_width_, ir::concatenate(greatest),
                                    "Ranks of the elements found, the greatest lowest");
    const auto pairs =
        body.loop("k", unit_.kept, "gen_pair", "", [&](ir::Scope& turn, const Expr& k) {
          const Value value = turn.net("value", width_);
          const Value index = turn.net("index", index_width_);
          const Value earlier =
              turn.net("earlier", elements_, "Marks of elements 0 to k - 1 found");
          const Value marks = turn.net("marks", elements_, "Marks of elements 0 to k found");
          turn.first_turn(
              k, [&](ir::Scope& first) { first.assign(earlier, no_marks()); },
              [&](ir::Scope& other) { other.assign(earlier, marks.in_turn("gen_pair", k - 1)); });
          add_pair(turn, found.element(k, rank_width_), value, index);
          add_mark(turn, earlier, found, k * rank_width_, marks);
          turn.set_register(value_->element(k, width_), value, load);
          turn.set_register(index_->element(k, index_width_), index, load);
          return marks;
        });
    const Value marks = pairs(unit_.kept - 1);
    body.loop("e", elements_, "gen_rest", "", [&](ir::Scope& turn, const Expr& e) {
      turn.set_register(element(*rest_, e), unless_marked(marks.bit(e), element(*carried_, e)),
                        load);
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
                         "cycle: a tree of comparators over what is left of it. greatest_<i>_<j> "
                         "is the greatest rank of the elements i to j.",
                         unit.kept, unit.m),
             shape, unit),
        load_(module_.input("load_i", 1, "A block comes in")) {
    // One element is taken in the cycle in which it leaves, and needs no step.
    if (unit.kept > 1) step_ = module_.input("step_i", 1, "An element is taken");
    add_outputs();
    const Value marks = module_.body.net("marks", elements_, "The greatest element");
    const Value greatest = add_tree(add_elements(marks));
    add_mark(module_.body, no_marks(), greatest, 0, marks);
    add_pairs(greatest);
  }
  const ir::Module& module() const { return module_; }

 private:
  // Returns their ranks.
  ir::InTurn add_elements(const Value& marks) {
    return module_.body.loop(
        "e", elements_, "gen_element", "", [&](ir::Scope& body, const Expr& e) {
          const Value held = body.net("held_q", width_, "The element until it is taken, then 0");
          const Value rest = element(*rest_, e);
          const Value fresh = element(*block_, e);
          const Value rank = add_rank(body, held, e);
          body.assign(rest, unless_marked(marks.bit(e), held));
          std::optional<ir::Clear> taken;
          if (step_) taken = {*step_ & marks.bit(e) & ~load_, ir::constant(width_, 0)};
          body.set_register(held, fresh, load_, std::nullopt, taken);
          return rank;
        });
  }

  Value add_tree(const ir::InTurn& ranks) {
    struct Part {
      Value rank;
      int first, last;
    };
    std::vector<Part> parts;
    for (int i = 0; i < unit_.m; ++i) parts.push_back({ranks(i), i, i});
    while (parts.size() > 1) {
      std::vector<Part> winners;
      for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const Part& low = parts[i];
        const Part& high = parts[i + 1];
        const Value net = module_.body.net_of(fmt::format("greatest_{}_{}", low.first, high.last),
                                              rank_width_, greater_in_tree(low.rank, high.rank));
        winners.push_back({net, low.first, high.last});
      }
      if (parts.size() % 2 != 0) winners.push_back(parts.back());
      parts = std::move(winners);
    }
    return parts.front().rank;
  }

  // Ranks that were taken before stand in a shift register, the first one lowest in the end.
  void add_pairs(const Value& greatest) {
    ir::Scope& body = module_.body;
    const int before = unit_.kept - 1;
    if (before == 0) {
      add_pair(body, greatest, *value_, *index_);
      return;
    }
    const Value taken = body.net("taken_q", before * rank_width_,
                                 "Ranks taken in the cycles before, the last one highest");
    const Value moved = taken.slice(rank_width_, (before - 1) * rank_width_);
    body.set_register(taken, before == 1 ? greatest : ir::concatenate({greatest, moved}), *step_);
    const Value found =
        body.net_of("found", unit_.kept * rank_width_, ir::concatenate({greatest, taken}));
    body.loop("k", unit_.kept, "gen_pair", "", [&](ir::Scope& turn, const Expr& k) {
      add_pair(turn, found.element(k, rank_width_), value_->element(k, width_),
               index_->element(k, index_width_));
    });
  }

  Value load_;
  std::optional<Value> step_;
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
