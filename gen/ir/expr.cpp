#include "gen/ir/expr.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "gen/ir/expr_form.hpp"

namespace denim::ir {
namespace {

[[noreturn]] void overflow() {
  throw std::overflow_error("a width, offset or count does not fit into 64 bits");
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) overflow();
  return sum;
}

std::int64_t checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) overflow();
  return product;
}

Expr expand_below(const Expr& expression, const Definitions& definitions,
                  std::set<std::string>& active) {
  Definitions expanded;
  for (const std::string& name : expression.names()) {
    const auto definition = definitions.find(name);
    if (definition == definitions.end()) continue;
    if (!active.insert(name).second)
      throw std::logic_error("the definition of \"" + name + "\" leads back to itself");
    expanded.emplace(name, expand_below(definition->second, definitions, active));
    active.erase(name);
  }
  return expanded.empty() ? expression : expression.substitute(expanded);
}

}  // namespace

std::int64_t index_width(std::int64_t count) {
  if (count <= 2) return 1;
  return std::bit_width(static_cast<std::uint64_t>(count - 1));
}

std::strong_ordering operator<=>(const Atom& a, const Atom& b) {
  if (const auto order = a.name <=> b.name; order != 0) return order;
  if (!a.argument || !b.argument) return (a.argument != nullptr) <=> (b.argument != nullptr);
  return *a.argument <=> *b.argument;
}

bool operator==(const Atom& a, const Atom& b) { return (a <=> b) == 0; }

Expr::Expr(std::int64_t constant) {
  add_term({}, constant);
  form_ = std::make_shared<const Form>(Form{.number = constant});
}

Expr Expr::name(std::string parameter) {
  Expr result;
  result.form_ = std::make_shared<const Form>(Form{'n', 0, {parameter, nullptr}});
  result.terms_.emplace(Monomial{Atom{std::move(parameter), nullptr}}, 1);
  return result;
}

Expr Expr::index_width(const Expr& count) {
  if (count.is_constant()) return Expr(ir::index_width(count.constant()));
  Expr result;
  const Atom atom{"index_width", std::make_shared<const Expr>(count)};
  result.form_ = std::make_shared<const Form>(Form{'n', 0, atom});
  result.terms_.emplace(Monomial{atom}, 1);
  return result;
}

void Expr::add_term(const Monomial& monomial, std::int64_t coefficient) {
  if (coefficient == 0) return;
  const auto [term, is_new] = terms_.try_emplace(monomial, coefficient);
  if (is_new) return;
  term->second = checked_add(term->second, coefficient);
  if (term->second == 0) terms_.erase(term);
}

Expr operator+(const Expr& a, const Expr& b) {
  Expr sum = a;
  for (const auto& [monomial, coefficient] : b.terms_) sum.add_term(monomial, coefficient);
  return Expr::combine('+', a, b, std::move(sum));
}

Expr operator-(const Expr& a, const Expr& b) {
  Expr difference = a;
  for (const auto& [monomial, coefficient] : b.terms_)
    difference.add_term(monomial, checked_multiply(coefficient, -1));
  return Expr::combine('-', a, b, std::move(difference));
}

Expr operator*(const Expr& a, const Expr& b) {
  Expr product;
  for (const auto& [monomial_a, coefficient_a] : a.terms_) {
    for (const auto& [monomial_b, coefficient_b] : b.terms_) {
      Expr::Monomial monomial;
      std::merge(monomial_a.begin(), monomial_a.end(), monomial_b.begin(), monomial_b.end(),
                 std::back_inserter(monomial));
      product.add_term(monomial, checked_multiply(coefficient_a, coefficient_b));
    }
  }
  return Expr::combine('*', a, b, std::move(product));
}

std::strong_ordering operator<=>(const Expr& a, const Expr& b) {
  auto left = a.terms_.begin();
  auto right = b.terms_.begin();
  for (; left != a.terms_.end() && right != b.terms_.end(); ++left, ++right) {
    if (const auto order = *left <=> *right; order != 0) return order;
  }
  return (left != a.terms_.end()) <=> (right != b.terms_.end());
}

bool operator==(const Expr& a, const Expr& b) { return a.terms_ == b.terms_; }

bool Expr::is_constant() const {
  return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first.empty());
}

std::int64_t Expr::constant() const {
  if (!is_constant()) throw std::logic_error("\"" + text() + "\" is no constant");
  return terms_.empty() ? 0 : terms_.begin()->second;
}

std::int64_t Expr::evaluate(const Values& values) const {
  std::int64_t sum = 0;
  for (const auto& [monomial, coefficient] : terms_) {
    std::int64_t product = coefficient;
    for (const Atom& atom : monomial) {
      if (atom.argument) {
        product = checked_multiply(product, ir::index_width(atom.argument->evaluate(values)));
        continue;
      }
      const auto value = values.find(atom.name);
      if (value == values.end()) throw std::out_of_range("no value for \"" + atom.name + "\"");
      product = checked_multiply(product, value->second);
    }
    sum = checked_add(sum, product);
  }
  return sum;
}

Expr Expr::expand(const Definitions& definitions) const {
  std::set<std::string> active;
  return expand_below(*this, definitions, active);
}

void Expr::collect_names(std::set<std::string>& names) const {
  for (const auto& [monomial, coefficient] : terms_) {
    for (const Atom& atom : monomial) {
      if (atom.argument) {
        atom.argument->collect_names(names);
      } else {
        names.insert(atom.name);
      }
    }
  }
}

std::set<std::string> Expr::names() const {
  std::set<std::string> result;
  collect_names(result);
  return result;
}

}  // namespace denim::ir
