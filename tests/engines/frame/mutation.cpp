#include "tests/engines/frame/mutation.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "gen/ir/visit.hpp"

namespace denim::test::engines {

using ir::Expr;
using ir::Value;

namespace {

std::string name_of(const Value& target) {
  if (const auto* reference = std::get_if<ir::Reference>(&target.node())) return reference->name;
  std::string names;
  ir::for_each_part(
      target, [&](const Value& part) { names += (names.empty() ? "" : ", ") + name_of(part); });
  return "{" + names + "}";
}

class SiteFinder {
 public:
  explicit SiteFinder(std::map<std::string, Site>& sites) : sites_(sites) {}

  void visit(ir::Module& module, const std::string& role) {
    module_ = &module;
    Widths widths;
    for (const ir::Port& port : module.ports) widths[port.name] = port.width;
    visit(module.body, role + ": ", widths);
  }

 private:
  void add(const std::string& path, Value& value, const Widths& widths, bool is_input = false) {
    std::string own = path;
    for (int number = 2; sites_.contains(own); ++number) own = fmt::format("{}#{}", path, number);
    sites_.emplace(own, Site{module_, &value, widths, is_input});
  }

  void visit(ir::Scope& scope, const std::string& around, Widths widths) {
    for (const ir::Net& net : scope.nets()) widths[net.name] = net.width;
    for (const ir::Memory& memory : scope.memories()) widths[memory.name] = memory.width;
    ir::for_each_inner_net(
        scope, [&](const std::string& key, const ir::Net& net) { widths[key] = net.width; });
    for (ir::Assignment& one : scope.assignments())
      add(around + name_of(one.target), one.value, widths);
    for (ir::Register& one : scope.registers()) {
      const std::string path = around + name_of(one.target);
      add(path + ".value", one.value, widths);
      if (one.enable) add(path + ".enable", *one.enable, widths);
      if (one.clear) add(path + ".clear", one.clear->when, widths);
    }
    for (ir::Memory& one : scope.memories()) {
      add(around + one.name + ".write", one.write, widths);
      add(around + one.name + ".address", one.address, widths);
      add(around + one.name + ".data", one.data, widths);
    }
    for (ir::Instance& one : scope.instances()) {
      for (auto& [port, value] : one.connections) {
        const bool is_input = one.of->port(port)->direction == ir::Direction::in;
        if (value && is_input && port != "clk_i" && port != "rst_ni")
          add(around + one.name + "." + port, *value, widths, true);
      }
    }
    for (ir::Loop& loop : scope.loops()) visit(loop.body, around + loop.label + ".", widths);
    for (ir::FirstTurn& turn : scope.first_turns()) {
      visit(turn.first, around + "gen_first.", widths);
      visit(turn.next, around + "gen_next.", widths);
    }
  }

  std::map<std::string, Site>& sites_;
  ir::Module* module_ = nullptr;
};

const ir::Leaf& bug_leaf() {
  static const ir::Leaf leaf = [] {
    ir::Leaf made;
    made.name = "denim_bug";
    made.file = "denim_bug.sv";
    made.ports = {{"bug_o", ir::Direction::out, 32, "Number of the bug to show"}};
    return made;
  }();
  return leaf;
}

}  // namespace

std::map<std::string, Site> sites_of(ir::Design& design, const std::string& spec_name) {
  std::map<std::string, Site> sites;
  SiteFinder finder(sites);
  for (ir::Module& module : design.modules()) {
    const bool is_top = &module == &design.top();
    const std::string part = spec_name + "_";
    const bool is_part = module.name.starts_with(part);
    finder.visit(module, is_top ? "top" : is_part ? module.name.substr(part.size()) : module.name);
  }
  return sites;
}

Expr width_of(const Value& value, const Widths& widths) {
  const auto of = [&](const Value& one) { return width_of(one, widths); };
  return std::visit(
      [&](const auto& node) -> Expr {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, ir::Reference>) {
          return node.slice ? node.slice->width : widths.at(node.key());
        } else if constexpr (std::is_same_v<Node, ir::Concatenation>) {
          Expr sum;
          for (const Value& part : node.parts) sum += of(part);
          return sum;
        } else if constexpr (std::is_same_v<Node, ir::Replication>) {
          return node.count * of(node.part.front());
        } else if constexpr (std::is_same_v<Node, ir::Operation>) {
          switch (node.op) {
            case ir::Operator::any:
            case ir::Operator::equal:
            case ir::Operator::less:
              return 1;
            default:
              return of(node.operands.back());
          }
        } else if constexpr (std::is_same_v<Node, ir::Selection>) {
          return of(node.values.front());
        } else {
          return node.width;
        }
      },
      value.node());
}

Mutant::Mutant(const spec::Spec& spec) : design_(bundle::design(spec)) {
  for (auto& [path, site] : sites_of(design_, spec.name()))
    sites_.emplace(path, Sound{site, *site.value});
}

// One leaf for each module that asks; the name is for one in which no mutation applies.
Value Mutant::bug_of(ir::Module& module) {
  const auto [found, is_new] = bugs_.try_emplace(&module, edits::net("unused_bug"));
  if (is_new) {
    module.body.net("unused_bug", 32);
    module.body.instance(bug_leaf(), "u_bug").connect("bug_o", found->second);
  }
  return found->second;
}

void Mutant::add(const Mutation& mutation, std::uint32_t number) {
  std::vector<std::pair<Value*, Value>> before;
  try {
    for (const Change& change : mutation.changes) {
      const auto found = sites_.find(change.path);
      if (found == sites_.end()) throw std::logic_error("there is no site " + change.path);
      auto& [site, sound] = found->second;
      Value changed = change.edit(sound, site.widths);
      before.emplace_back(site.value, *site.value);
      *site.value = ir::choose(ir::equal(bug_of(*site.module), ir::constant(32, number)),
                               std::move(changed), *site.value);
    }
    ir::check(design_);
    is_empty_ = false;
  } catch (const std::logic_error&) {
    for (auto one = before.rbegin(); one != before.rend(); ++one) *one->first = one->second;
    throw;
  }
}

std::map<std::string, std::string> Mutant::leaf_texts() {
  return {{"denim_bug.sv",
           "module denim_bug (\n  output logic [31:0] bug_o\n);\n"
           "  assign bug_o = denim_pkg::bug;\nendmodule\n"}};
}

namespace edits {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::logic_error("an edit of " + what); }

// Calls `edit` with each reference of that key, which it may change, and counts them.
int edit_references(Value& value, const std::string& key, const Edit& edit, const Widths& widths) {
  if (const auto* reference = std::get_if<ir::Reference>(&value.node());
      reference && reference->key() == key) {
    value = edit(value, widths);
    return 1;
  }
  int count = 0;
  ir::for_each_part(value, [&](Value& part) { count += edit_references(part, key, edit, widths); });
  return count;
}

// Calls `edit` with each expression, which it may change.
template <class Change>
void for_each_expression(Value& value, const Change& change) {
  std::visit(
      [&](auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, ir::Reference>) {
          for (ir::Turn& turn : node.turns) change(turn.index);
          if (node.slice) {
            change(node.slice->low);
            change(node.slice->width);
          }
        } else if constexpr (std::is_same_v<Node, ir::Number>) {
          change(node.value);
        }
      },
      value.node());
  ir::for_each_part(value, [&](Value& part) { for_each_expression(part, change); });
}

std::vector<Value*> parts_of(Value& value) {
  std::vector<Value*> parts;
  ir::for_each_part(value, [&](Value& part) { parts.push_back(&part); });
  return parts;
}

Value* part_of(Value& value, std::size_t number) {
  const std::vector<Value*> parts = parts_of(value);
  if (number >= parts.size()) refuse(fmt::format("part {} of {}", number, parts.size()));
  return parts[number];
}

}  // namespace

Value net(std::string name) { return ir::Reference{std::move(name), std::nullopt}; }

Edit put(Value value) {
  return [value = std::move(value)](const Value&, const Widths&) { return value; };
}

Edit zero() {
  return [](const Value& value, const Widths& widths) {
    return ir::constant(width_of(value, widths), 0);
  };
}

Edit ones() {
  return [](const Value& value, const Widths& widths) {
    const Expr width = width_of(value, widths);
    return width == Expr(1) ? ir::constant(1, 1) : ~ir::constant(width, 0);
  };
}

Edit inverted() {
  return [](const Value& value, const Widths&) { return ~value; };
}

Edit plus(std::uint64_t number) {
  return [=](const Value& value, const Widths& widths) {
    return value + ir::constant(width_of(value, widths), number);
  };
}

Edit part(std::size_t number, Edit edit) {
  return [=, edit = std::move(edit)](Value value, const Widths& widths) {
    Value* const one = part_of(value, number);
    *one = edit(*one, widths);
    return value;
  };
}

Edit in(std::string name, Edit edit) {
  return [name = std::move(name), edit = std::move(edit)](Value value, const Widths& widths) {
    if (edit_references(value, name, edit, widths) == 0)
      refuse("a value without a reference to " + name);
    return value;
  };
}

Edit at(std::string index, Expr turn) {
  return [index = std::move(index), turn = std::move(turn)](Value value, const Widths&) {
    bool is_used = false;
    for_each_expression(value, [&](Expr& expression) {
      is_used = is_used || expression.names().contains(index);
      expression = expression.substitute({{index, turn}});
    });
    if (!is_used) refuse("a value without the index " + index);
    return value;
  };
}

Edit when(std::string index, std::uint32_t turn, Edit edit) {
  return [index = std::move(index), turn, edit = std::move(edit)](const Value& value,
                                                                  const Widths& widths) {
    const Value is_turn = ir::equal(ir::number(32, Expr::name(index)), ir::constant(32, turn));
    return ir::choose(is_turn, edit(value, widths), value);
  };
}

Edit on(int elements) {
  return [=](Value value, const Widths&) {
    auto* reference = std::get_if<ir::Reference>(&value.node());
    if (!reference || !reference->slice) refuse("what is no slice");
    reference->slice->low = reference->slice->low + elements * reference->slice->width;
    return value;
  };
}

Edit in_turn(std::size_t loop, int by) {
  return [=](Value value, const Widths&) {
    auto* reference = std::get_if<ir::Reference>(&value.node());
    if (!reference || loop >= reference->turns.size()) refuse("what is in no such loop");
    ir::Expr& index = reference->turns[loop].index;
    index = index + by;
    return value;
  };
}

Edit with(ir::Operator op) {
  return [=](Value value, const Widths&) {
    auto* operation = std::get_if<ir::Operation>(&value.node());
    if (!operation) refuse("what is no operation");
    operation->op = op;
    return value;
  };
}

Edit swapped(std::size_t one, std::size_t other) {
  return [=](Value value, const Widths&) {
    std::swap(*part_of(value, one), *part_of(value, other));
    return value;
  };
}

Edit as_unsigned() {
  return [](Value value, const Widths&) {
    auto* resized = std::get_if<ir::Resize>(&value.node());
    if (!resized || !resized->is_signed) refuse("what is not extended by its sign");
    resized->is_signed = false;
    // In braces, for a cast of an operation makes its operands wider too.
    resized->value = {Value(ir::Concatenation{resized->value})};
    return value;
  };
}

std::vector<Change> each(std::vector<std::string> paths, Edit edit) {
  std::vector<Change> changes;
  for (std::string& path : paths) changes.push_back({std::move(path), edit});
  return changes;
}

}  // namespace edits
}  // namespace denim::test::engines
