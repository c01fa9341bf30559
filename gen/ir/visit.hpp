// Walks over values and scopes.
#pragma once

#include "gen/ir/ir.hpp"

namespace denim::ir {

// Calls `visit` with every reference in the value.
template <class Visit>
void for_each_reference(const Value& value, const Visit& visit) {
  if (const auto* reference = std::get_if<Reference>(&value.node())) {
    visit(*reference);
  } else if (const auto* parts = std::get_if<Concatenation>(&value.node())) {
    for (const Value& part : parts->parts) for_each_reference(part, visit);
  } else if (const auto* repeated = std::get_if<Replication>(&value.node())) {
    for (const Value& part : repeated->part) for_each_reference(part, visit);
  }
}

// Calls `visit` with every expression in the value: offsets, widths and counts.
template <class Visit>
void for_each_expression(const Value& value, const Visit& visit) {
  if (const auto* reference = std::get_if<Reference>(&value.node())) {
    for (const Turn& turn : reference->turns) visit(turn.index);
    if (!reference->slice) return;
    visit(reference->slice->low);
    visit(reference->slice->width);
  } else if (const auto* constant = std::get_if<Constant>(&value.node())) {
    visit(constant->width);
  } else if (const auto* parts = std::get_if<Concatenation>(&value.node())) {
    for (const Value& part : parts->parts) for_each_expression(part, visit);
  } else if (const auto* repeated = std::get_if<Replication>(&value.node())) {
    visit(repeated->count);
    for (const Value& part : repeated->part) for_each_expression(part, visit);
  }
}

// Calls `visit` with every value in the scope and in the loops below it, targets included.
template <class Visit>
void for_each_value(const Scope& scope, const Visit& visit) {
  for (const Assignment& assignment : scope.assignments()) {
    visit(assignment.target);
    visit(assignment.value);
  }
  for (const Instance& instance : scope.instances()) {
    for (const auto& [port, value] : instance.connections) {
      if (value) visit(*value);
    }
  }
  for (const Loop& loop : scope.loops()) for_each_value(loop.body, visit);
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
