// What a program of `outer` keeps to, as a bundle's README says it.
#include <fmt/format.h>

#include "gen/engines/outer/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::outer {

namespace {

std::string bank_rule(const spec::Spec& spec) {
  const std::int64_t banks = spec.integer("banks");
  const std::int64_t tile = spec.integer("tile");
  if (banks == 0 || banks == tile) return {};
  const std::int64_t words = tile / banks * (tile / banks);
  return fmt::format(
      "Row r of a tile lies in row r mod {0} of the banks, column c in column c mod {0}. A program "
      "need not know: what meets in one bank waits. After reset the first step waits {1} cycles, "
      "while all words are cleared.",
      banks, words);
}

std::string last_rule(const spec::Spec&) {
  return "There is no release: with the `a` beat that has `last` the sums leave, and the next step "
         "begins new ones. Each `last` gives every row of every tile, also those beyond C.";
}

std::string zero_rule(const spec::Spec& spec) {
  return fmt::format(
      "{} rows of A, those of all tiles below each other, that all are zero have no steps and give "
      "no `c` beats: their results are zeros that the host supplies (`zero_rows` of a program).",
      spec.number("a_rows"));
}

}  // namespace

std::vector<spec::RuleDeclaration> rules() {
  return {{"Banks", bank_rule}, {"Last", last_rule}, {"Rows that never come", zero_rule}};
}

}  // namespace denim::outer
