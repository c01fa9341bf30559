// What the parameters of a module must be for the module to be right: whoever overrides them with
// something else is stopped when the design is elaborated.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/ir/expr.hpp"

namespace denim::ir {

struct Guard {
  enum class Rule { at_least, at_most, between, one_of, power_of_two, multiple_of };

  Expr value;  // a parameter, or an expression of parameters
  Rule rule = Rule::at_least;
  Expr bound = 0;                          // of a power of two and of one_of there is none
  Expr greatest = 0;                       // of between, whose bound is the least
  std::vector<std::int64_t> choices = {};  // of one_of

  static Guard at_least(Expr value, Expr bound);
  static Guard at_most(Expr value, Expr bound);
  static Guard between(Expr value, Expr least, Expr greatest);
  static Guard one_of(Expr value, std::vector<std::int64_t> choices);
  static Guard power_of_two(Expr value);
  static Guard multiple_of(Expr value, Expr bound);  // the bound is at least 1

  // "Taps must be at most Depth + 1".
  std::string text() const;
  // Whether the values keep to it; throws std::out_of_range naming a parameter without a value.
  bool holds(const Values& values) const;
};

}  // namespace denim::ir
