// Walks over values and scopes.
#pragma once

#include <concepts>
#include <type_traits>

#include "gen/ir/ir.hpp"

namespace denim::ir {

// Calls `visit` with every value that stands directly in the value; it may change them where the
// value may be changed.
template <class Any, class Visit>
requires std::same_as<std::remove_const_t<Any>, Value>
void for_each_part(Any& value, const Visit& visit) {
  const auto each = [&](auto& parts) {
    for (auto& part : parts) visit(part);
  };
  std::visit(
      [&](auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, Reference>) {
          each(node.word);
          if (node.slice) each(node.slice->index);
        } else if constexpr (std::is_same_v<Node, Concatenation>) {
          each(node.parts);
        } else if constexpr (std::is_same_v<Node, Replication>) {
          each(node.part);
        } else if constexpr (std::is_same_v<Node, Resize>) {
          each(node.value);
        } else if constexpr (std::is_same_v<Node, Operation>) {
          each(node.operands);
        } else if constexpr (std::is_same_v<Node, Selection>) {
          each(node.number);
          each(node.values);
        }
      },
      value.node());
}

// Calls `visit` with every reference in the value.
template <class Visit>
void for_each_reference(const Value& value, const Visit& visit) {
  if (const auto* reference = std::get_if<Reference>(&value.node())) visit(*reference);
  for_each_part(value, [&](const Value& part) { for_each_reference(part, visit); });
}

// Calls `visit` with every expression in the value: offsets, widths and counts.
template <class Visit>
void for_each_expression(const Value& value, const Visit& visit) {
  if (const auto* reference = std::get_if<Reference>(&value.node())) {
    for (const Turn& turn : reference->turns) visit(turn.index);
    if (reference->slice) {
      visit(reference->slice->low);
      visit(reference->slice->width);
    }
  } else if (const auto* constant = std::get_if<Constant>(&value.node())) {
    visit(constant->width);
  } else if (const auto* number = std::get_if<Number>(&value.node())) {
    visit(number->width);
    visit(number->value);
  } else if (const auto* repeated = std::get_if<Replication>(&value.node())) {
    visit(repeated->count);
  } else if (const auto* resized = std::get_if<Resize>(&value.node())) {
    visit(resized->width);
  }
  for_each_part(value, [&](const Value& part) { for_each_expression(part, visit); });
}

// Whether the value is the same for all time: a constant or an expression of parameters and turns.
inline bool is_fixed(const Value& value) {
  return std::holds_alternative<Constant>(value.node()) ||
         std::holds_alternative<Number>(value.node());
}

// Calls `visit` with the inside of each loop and of each branch of the scope, not deeper.
template <class Visit>
void for_each_scope_below(const Scope& scope, const Visit& visit) {
  for (const Loop& loop : scope.loops()) visit(loop.body);
  for (const FirstTurn& turn : scope.first_turns()) {
    visit(turn.first);
    visit(turn.next);
  }
}

// Calls `visit` with every value in the scope and in those below it, targets included.
template <class Visit>
void for_each_value(const Scope& scope, const Visit& visit) {
  for (const Assignment& assignment : scope.assignments()) {
    visit(assignment.target);
    visit(assignment.value);
  }
  for (const Register& one : scope.registers()) {
    visit(one.target);
    visit(one.value);
    if (one.enable) visit(*one.enable);
    if (one.reset) visit(*one.reset);
    if (one.clear) visit(one.clear->when);
    if (one.clear) visit(one.clear->value);
  }
  for (const Memory& memory : scope.memories()) {
    visit(memory.write);
    visit(memory.address);
    visit(memory.data);
  }
  for (const Instance& instance : scope.instances()) {
    for (const auto& [port, value] : instance.connections) {
      if (value) visit(*value);
    }
  }
  for_each_scope_below(scope, [&](const Scope& below) { for_each_value(below, visit); });
}

// Calls `visit(key, net)` with every net inside the loops of the scope, at any depth, by the key
// under which the scope refers to it (Reference::key).
template <class Visit>
void for_each_inner_net(const Scope& scope, const Visit& visit, const std::string& prefix = "") {
  for (const Loop& loop : scope.loops()) {
    const std::string inside = prefix + loop.label + ".";
    for (const Net& net : loop.body.nets()) visit(inside + net.name, net);
    for_each_inner_net(loop.body, visit, inside);
  }
}

}  // namespace denim::ir
