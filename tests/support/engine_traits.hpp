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

struct Traits {
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
