// What a program of `demm` keeps to, as a bundle's README says it.
#include <fmt/format.h>

#include "gen/engines/demm/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::demm {

namespace {

std::string bank_rule(const spec::Spec& spec) {
  if (spec.word("memory") != "banked") return {};
  return fmt::format(
      "Row r of a tile lies in bank r mod {0}. Lanes in use of one beat read different banks, even "
      "where two of them want the same row; two lanes in one bank raise `bank_conflict`. Which "
      "column of A is which row of the tile is free in each k-block: `denim compile` deals them to "
      "banks so that all have alike to do, and the `row` of each `b` beat says which "
      "one it brings.",
      spec.integer("n"));
}

// The cycles are those of docs/engines/demm.md, of tiles with three b beats and two a beats.
std::string release_rule(const spec::Spec& spec) {
  const bool overlap = spec.flag("overlap");
  const std::string next = overlap                             ? "  R   R   L   R   R   L   R   R"
                           : spec.integer("read_latency") == 0 ? "  R   R   L   -   -   R   R   L"
                                                               : "  R   R   L   -   -   -   R   R";
  const std::string used =
      overlap ? "  -   -   -   u   e   -   u   e" : "  -   -   -   u   e   -   -   -";
  return fmt::format(
      "A tile is used when its `b` beat with `last` has been taken; until then `a` waits. The last "
      "`a` beat that uses it has `release`, which may be the first one too, and the `a` beat "
      "behind that belongs to the next tile. {}\n\n"
      "```\n"
      "cycle   0   1   2   3   4   5   6   7\n"
      "b     {}   R: a row, L: the last row of a tile\n"
      "a     {}   u: uses it, e: the last to use it, with release\n"
      "```",
      overlap
          ? "There are two copies of the tile: `b` brings the next one meanwhile, and waits for "
            "a release only where both are full."
          : "There is one copy of the tile: `b` waits for the release.",
      next, used);
}

std::string zero_rule(const spec::Spec&) {
  return "A row of A without a non-zero gives no `c` beat: its results are zeros that the host "
         "supplies (`zero_rows` of a program).";
}

}  // namespace

std::vector<spec::RuleDeclaration> rules() {
  return {{"Banks", bank_rule}, {"Release", release_rule}, {"Rows that never come", zero_rule}};
}

}  // namespace denim::demm
