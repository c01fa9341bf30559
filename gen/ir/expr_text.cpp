// The text of an Expr: which factor and which term a careful person would write first.
#include <algorithm>
#include <tuple>

#include "gen/ir/expr.hpp"

namespace denim::ir {
namespace {

bool is_lower(const std::string& name) { return !name.empty() && name[0] >= 'a' && name[0] <= 'z'; }

// The place of a factor in a product: loop indices, then counts, then widths, each by name.
std::tuple<int, std::string> place(const Atom& atom) {
  if (atom.argument) return {3, "denim_pkg::index_width(" + atom.argument->text() + ")"};
  if (is_lower(atom.name)) return {0, atom.name};
  return {atom.name.ends_with("Width") ? 2 : 1, atom.name};
}

// One product of a sum, ready to be placed and written.
struct Term {
  std::vector<std::tuple<int, std::string>> factors;
  std::int64_t coefficient = 0;

  // Added products, then subtracted ones, then the constant; many factors before few.
  auto key() const {
    const int kind = factors.empty() ? 2 : coefficient < 0 ? 1 : 0;
    return std::tuple(kind, -static_cast<std::ptrdiff_t>(factors.size()), factors);
  }

  std::string magnitude() const {
    std::string number = std::to_string(coefficient);
    if (number.front() == '-') number.erase(0, 1);
    std::string text = factors.empty() || number != "1" ? number : "";
    for (const auto& [rank, factor] : factors) text += (text.empty() ? "" : " * ") + factor;
    return text;
  }
};

}  // namespace

std::string Expr::text() const {
  if (terms_.empty()) return "0";
  std::vector<Term> terms;
  for (const auto& [monomial, coefficient] : terms_) {
    Term term{{}, coefficient};
    for (const Atom& atom : monomial) term.factors.push_back(place(atom));
    std::sort(term.factors.begin(), term.factors.end());
    terms.push_back(std::move(term));
  }
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return a.key() < b.key(); });
  // "1 - N" reads better than "-N + 1".
  const auto first = std::find_if(terms.begin(), terms.end(),
                                  [](const Term& term) { return term.coefficient > 0; });
  if (first != terms.end()) std::rotate(terms.begin(), first, first + 1);

  std::string text;
  for (const Term& term : terms) {
    const bool negative = term.coefficient < 0;
    if (text.empty()) {
      text = negative ? "-" : "";
    } else {
      text += negative ? " - " : " + ";
    }
    text += term.magnitude();
  }
  return text;
}

std::string Expr::operand_text() const {
  const bool plain = terms_.empty() || (terms_.size() == 1 && terms_.begin()->second > 0);
  return plain ? text() : "(" + text() + ")";
}

}  // namespace denim::ir
