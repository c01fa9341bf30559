#include "gen/ir/guard.hpp"

#include <algorithm>
#include <utility>

namespace denim::ir {

Guard Guard::at_least(Expr value, Expr bound) {
  return {std::move(value), Rule::at_least, std::move(bound)};
}
Guard Guard::at_most(Expr value, Expr bound) {
  return {std::move(value), Rule::at_most, std::move(bound)};
}
Guard Guard::between(Expr value, Expr least, Expr greatest) {
  return {std::move(value), Rule::between, std::move(least), std::move(greatest)};
}
Guard Guard::one_of(Expr value, std::vector<std::int64_t> choices) {
  return {std::move(value), Rule::one_of, 0, 0, std::move(choices)};
}
Guard Guard::power_of_two(Expr value) { return {std::move(value), Rule::power_of_two}; }
Guard Guard::multiple_of(Expr value, Expr bound) {
  return {std::move(value), Rule::multiple_of, std::move(bound)};
}

std::string Guard::text() const {
  switch (rule) {
    case Rule::at_least:
      return value.text() + " must be at least " + bound.text();
    case Rule::at_most:
      return value.text() + " must be at most " + bound.text();
    case Rule::between:
      return value.text() + " must be " + bound.text() + " to " + greatest.text();
    case Rule::one_of: {
      std::string text;
      for (const std::int64_t choice : choices)
        text += (text.empty() ? " must be " : " or ") + std::to_string(choice);
      return value.text() + text;
    }
    case Rule::power_of_two:
      return value.text() + " must be a power of two";
    case Rule::multiple_of:
      return value.text() + " must be a multiple of " + bound.text();
  }
  return {};
}

bool Guard::holds(const Values& values) const {
  const std::int64_t number = value.evaluate(values);
  switch (rule) {
    case Rule::at_least:
      return number >= bound.evaluate(values);
    case Rule::at_most:
      return number <= bound.evaluate(values);
    case Rule::between:
      return number >= bound.evaluate(values) && number <= greatest.evaluate(values);
    case Rule::one_of:
      return std::find(choices.begin(), choices.end(), number) != choices.end();
    case Rule::power_of_two:
      return number > 0 && (number & (number - 1)) == 0;
    case Rule::multiple_of:
      return number % bound.evaluate(values) == 0;
  }
  return false;
}

}  // namespace denim::ir
