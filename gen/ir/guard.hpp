// What the parameters of a module must be for the module to be right: whoever overrides them with
// something else is stopped when the design is elaborated.
#pragma once

#include <string>

#include "gen/ir/expr.hpp"

namespace denim::ir {

struct Guard {
  enum class Rule { at_least, at_most, power_of_two, multiple_of };

  Expr value;  // a parameter, or an expression of parameters
  Rule rule = Rule::at_least;
  Expr bound;  // zero for a power of two, which has none

  static Guard at_least(Expr value, Expr bound);
  static Guard at_most(Expr value, Expr bound);
  static Guard power_of_two(Expr value);
  static Guard multiple_of(Expr value, Expr bound);  // the bound is at least 1

  // "Taps must be at most Depth + 1".
  std::string text() const;
  // Whether the values keep to it; throws std::out_of_range naming a parameter without a value.
  bool holds(const Values& values) const;
};

}  // namespace denim::ir
