#include "gen/catalog/catalog.hpp"

#include <deque>

namespace denim::catalog {

namespace {

struct Registry {
  std::deque<ir::Leaf> storage;  // keeps addresses
  std::vector<const ir::Leaf*> leaves;
};

// Built on first use: descriptors are made during static initialisation, in any order.
Registry& registry() {
  static Registry all;
  return all;
}

}  // namespace

Describe::Describe(const std::string& folder, const std::string& name) {
  leaf_.name = name;
  leaf_.file = "rtl/" + folder + "/" + name + ".sv";
}

Describe& Describe::parameter(std::string name, ir::Expr default_value) {
  leaf_.parameters.push_back({std::move(name), std::move(default_value), false, ""});
  return *this;
}

Describe& Describe::localparam(std::string name, ir::Expr value) {
  leaf_.parameters.push_back({std::move(name), std::move(value), true, ""});
  return *this;
}

Describe& Describe::at_least(const std::string& parameter, ir::Expr bound) {
  leaf_.guards.push_back(ir::Guard::at_least(ir::Expr::name(parameter), std::move(bound)));
  return *this;
}
Describe& Describe::at_most(const std::string& parameter, ir::Expr bound) {
  leaf_.guards.push_back(ir::Guard::at_most(ir::Expr::name(parameter), std::move(bound)));
  return *this;
}
Describe& Describe::power_of_two(const std::string& parameter) {
  leaf_.guards.push_back(ir::Guard::power_of_two(ir::Expr::name(parameter)));
  return *this;
}

Describe& Describe::clock() { return input("clk_i"); }

Describe& Describe::clock_and_reset() { return clock().input("rst_ni"); }

Describe& Describe::input(std::string name, ir::Expr width) {
  leaf_.ports.push_back({std::move(name), ir::Direction::in, std::move(width), ""});
  return *this;
}

Describe& Describe::output(std::string name, ir::Expr width) {
  leaf_.ports.push_back({std::move(name), ir::Direction::out, std::move(width), ""});
  return *this;
}

Describe& Describe::combinational(std::string name, ir::Expr width,
                                  std::vector<std::string> inputs) {
  for (std::string& input : inputs) leaf_.paths.emplace_back(std::move(input), name);
  return output(std::move(name), std::move(width));
}

Describe& Describe::latency(ir::Expr cycles) {
  leaf_.latency = std::move(cycles);
  return *this;
}

const ir::Leaf* Describe::add() const {
  Registry& all = registry();
  all.leaves.push_back(&all.storage.emplace_back(leaf_));
  return all.leaves.back();
}

std::span<const ir::Leaf* const> leaves() { return registry().leaves; }

}  // namespace denim::catalog
