// Integer expressions over parameters, loop indices and index_width(), kept in two forms.
//
// Every width, offset and count of the IR is an Expr, so that an emitted module stays correct when
// a parameter is overridden at instantiation.
//
// The normal form serves comparison. It is a polynomial with integer coefficients: equal normal
// forms mean equal values for every parameter value, and without index_width() the converse holds
// too. index_width() of a constant is folded, of anything else it is an indivisible factor;
// index_width(2 * N) is not seen to be index_width(N) + 1.
//
// The other form is for text: the sum or product as its author wrote it, but for constants, which
// are folded, and for zeros and ones that change nothing.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace denim::ir {

class Expr;

// Every operation throws std::overflow_error rather than give a number that 64 bits do not hold.

// An indivisible factor: a parameter, localparam or loop index by name, or index_width(argument).
struct Atom {
  std::string name;                      // the name; "index_width" if there is an argument
  std::shared_ptr<const Expr> argument;  // null for a plain name

  friend std::strong_ordering operator<=>(const Atom& a, const Atom& b);
  friend bool operator==(const Atom& a, const Atom& b);
};

using Values = std::map<std::string, std::int64_t>;
using Definitions = std::map<std::string, Expr>;

class Expr {
 public:
  Expr() = default;  // zero
  Expr(
      std::int64_t constant);  // NOLINT(google-explicit-constructor): counts are written as numbers
  static Expr name(std::string parameter);
  // Bits that name each of 0 … count-1, at least 1 (denim_pkg::index_width in SystemVerilog).
  static Expr index_width(const Expr& count);

  Expr& operator+=(const Expr& other) { return *this = *this + other; }
  friend Expr operator+(const Expr& a, const Expr& b);
  friend Expr operator-(const Expr& a, const Expr& b);
  friend Expr operator*(const Expr& a, const Expr& b);
  friend std::strong_ordering operator<=>(const Expr& a, const Expr& b);
  friend bool operator==(const Expr& a, const Expr& b);

  bool is_constant() const;
  std::int64_t constant() const;  // the value; throws std::logic_error if it is not constant

  // The number for the given values; throws std::out_of_range naming a parameter without a value.
  std::int64_t evaluate(const Values& values) const;
  // The expression with each defined name replaced, repeatedly, by its definition (localparams).
  // Throws std::logic_error if a definition leads back to itself.
  Expr expand(const Definitions& definitions) const;
  // The expression with each defined name replaced once, all at the same time: a replacement may
  // use the same names with another meaning (an instance's Width bound to its parent's Width).
  Expr substitute(const Definitions& definitions) const;
  // Adds every name that the expression depends on, also within index_width().
  void collect_names(std::set<std::string>& names) const;
  std::set<std::string> names() const;

  // SystemVerilog (and plain infix) text as the author wrote it: "Columns * AccWidth + 1".
  std::string text() const;

 private:
  using Monomial = std::vector<Atom>;  // sorted
  struct Form;
  using FormPointer = std::shared_ptr<const Form>;

  static Expr combine(char operation, const Expr& a, const Expr& b, Expr result);
  static Expr substituted(const Form& form, const Definitions& definitions);
  static std::string text_of(const Form& form);
  void add_term(const Monomial& monomial, std::int64_t coefficient);

  std::map<Monomial, std::int64_t> terms_;
  FormPointer form_;  // null for zero
};

// The arithmetic of denim_pkg::index_width.
std::int64_t index_width(std::int64_t count);

}  // namespace denim::ir
