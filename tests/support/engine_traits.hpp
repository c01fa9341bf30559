// What the cases of the tests must know of an engine beyond the tables of its spec. An engine says
// it itself, by its name (tests/engines/<engine>/specs.hpp).
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>

#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"

namespace denim::test::engines {

// Patterns of the non-zeros of A.
//
// structured: as many in each k-block of each row as a beat takes. spread: one in each row, so that
// every beat could complete several. blocks: half in every other k-block, the others empty.
// columns: the same few columns in all rows, which a banked memory has in few banks. mixed: each
// k-block has a density of its own, from none to all. stripes: as many rows as the engine takes at
// once are half full, as many are empty.
enum class Pattern {
  none,
  one,
  structured,
  thin,
  half,
  one_row,
  full,
  spread,
  blocks,
  columns,
  mixed,
  stripes
};
inline const char* to_text(Pattern pattern) {
  constexpr const char* names[]{"none", "one",    "structured", "thin",    "half",  "one_row",
                                "full", "spread", "blocks",     "columns", "mixed", "stripes"};
  return names[static_cast<std::size_t>(pattern)];
}

struct Traits {
  Pattern last_pattern;  // the patterns up to this one are tried
  // The same program with garbage in all bits that the engine is to ignore.
  program::Program (*garbled)(const spec::Spec& spec, program::Program program, std::uint64_t seed);
};

inline std::map<std::string, Traits>& known_traits() {
  static std::map<std::string, Traits> known;
  return known;
}

struct TraitsRegistration {
  TraitsRegistration(const char* engine, const Traits& traits) {
    known_traits().emplace(engine, traits);
  }
};

inline const Traits& traits_of(const spec::Spec& spec) {
  const std::string& engine = spec.engine().name;
  const auto found = known_traits().find(engine);
  if (found != known_traits().end()) return found->second;
  throw std::logic_error(fmt::format("include tests/engines/{}/specs.hpp for the traits", engine));
}

}  // namespace denim::test::engines
