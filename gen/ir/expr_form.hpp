// How the author of an Expr wrote it; used by Expr alone.
#pragma once

#include "gen/ir/expr.hpp"

namespace denim::ir {

struct Expr::Form {
  char kind = '0';  // '0' a number, 'n' a name or index_width, or '+', '-', '*' of two forms
  std::int64_t number = 0;
  Atom atom = {};
  FormPointer left = nullptr, right = nullptr;  // no left: the right one with a minus before it
};

}  // namespace denim::ir
