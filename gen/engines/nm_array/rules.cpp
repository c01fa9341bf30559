// What a program of `nm_array` keeps to, as a bundle's README says it.
#include "gen/engines/nm_array/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::nm_array {

namespace {

std::string release_rule(const spec::Spec& spec) {
  const std::string next =
      spec.flag("overlap")
          ? "The next tile loads meanwhile: `a` brings a row of PEs when the first `b` beat of "
            "this tile has left it, and waits while a whole tile has not begun."
          : "The next tile loads behind that: `a` waits until the beat with `release` has left the "
            "last PE.";
  return "A tile of weights is used when its `a` beat with `whole` has been taken; until then `b` "
         "waits. The last `b` beat that uses it has `release`, which may be the first one too, and "
         "the `b` beat behind that belongs to the next tile. " +
         next;
}

std::string zero_rule(const spec::Spec&) {
  return "Rows of A that all are zero, as many as a tile has, give no `c` beats: their results are "
         "zeros that the host supplies (`zero_rows` of a program).";
}

}  // namespace

std::vector<spec::RuleDeclaration> rules() {
  return {{"Release", release_rule}, {"Rows that never come", zero_rule}};
}

}  // namespace denim::nm_array
