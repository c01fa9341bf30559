// The form of an Expr that its author gave it, and its text.
#include "gen/ir/expr_form.hpp"

namespace denim::ir {

// `result` with the form that `a` and `b` make: constants are folded, also those at the end of a
// sum, and what adds zero or multiplies by one is left out.
Expr Expr::combine(char operation, const Expr& a, const Expr& b, Expr result) {
  const auto make = [&](char kind, FormPointer left, FormPointer right) {
    result.form_ =
        std::make_shared<const Form>(Form{kind, 0, {}, std::move(left), std::move(right)});
    return result;
  };
  const auto number = [](std::int64_t value) { return Expr(value).form_; };
  if (result.is_constant()) {
    result.form_ = number(result.constant());
    return result;
  }
  if (operation == '*') {
    if (a.is_constant() && a.constant() == 1)
      result.form_ = b.form_;
    else if (b.is_constant() && b.constant() == 1)
      result.form_ = a.form_;
    else
      return make('*', a.form_, b.form_);
    return result;
  }
  if (a == Expr(0)) {
    if (operation == '-') return make('-', nullptr, b.form_);
    result.form_ = b.form_;
    return result;
  }
  if (!b.is_constant()) return make(operation, a.form_, b.form_);
  // A constant at the end: together with the one that is there already.
  std::int64_t last = operation == '-' ? -b.constant() : b.constant();
  FormPointer rest = a.form_;
  if ((rest->kind == '+' || rest->kind == '-') && rest->left && rest->right->kind == '0') {
    last += rest->kind == '-' ? -rest->right->number : rest->right->number;
    rest = rest->left;
  }
  if (last != 0) return make(last < 0 ? '-' : '+', rest, number(last < 0 ? -last : last));
  result.form_ = rest;
  return result;
}

Expr Expr::substituted(const Form& form, const Definitions& definitions) {
  if (form.kind == '0') return form.number;
  if (form.kind == 'n') {
    if (form.atom.argument) return index_width(form.atom.argument->substitute(definitions));
    const auto definition = definitions.find(form.atom.name);
    return definition == definitions.end() ? name(form.atom.name) : definition->second;
  }
  const Expr left = form.left ? substituted(*form.left, definitions) : Expr(0);
  const Expr right = substituted(*form.right, definitions);
  return form.kind == '+' ? left + right : form.kind == '-' ? left - right : left * right;
}

Expr Expr::substitute(const Definitions& definitions) const {
  return form_ ? substituted(*form_, definitions) : Expr();
}

std::string Expr::text_of(const Form& form) {
  const auto in_parentheses = [](const Form& part) {
    const bool negative = part.kind == '0' && part.number < 0;
    const bool sum = part.kind == '+' || part.kind == '-';
    return negative || sum ? "(" + text_of(part) + ")" : text_of(part);
  };
  if (form.kind == '0') return std::to_string(form.number);
  if (form.kind == 'n') {
    if (!form.atom.argument) return form.atom.name;
    return "denim_pkg::index_width(" + form.atom.argument->text() + ")";
  }
  if (!form.left) return "-" + in_parentheses(*form.right);
  const bool is_sum = form.kind == '+';
  const std::string left = form.kind == '*' ? in_parentheses(*form.left) : text_of(*form.left);
  const std::string right = is_sum && form.right->kind != '0' && form.right->left
                                ? text_of(*form.right)
                                : in_parentheses(*form.right);
  return left + " " + form.kind + " " + right;
}

std::string Expr::text() const { return form_ ? text_of(*form_) : "0"; }

}  // namespace denim::ir
