// Specs of the tests, by name.
#pragma once

#include <fmt/format.h>

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::test::engines {

inline spec::Spec spec_of(const std::string& engine, const std::string& name,
                          const std::string& keys) {
  return spec::Spec::parse(fmt::format("engine = \"{}\"\n{}", engine, keys), "test spec " + name,
                           name);
}

struct NamedSpec {
  const char* engine;
  const char* name;
  const char* keys;
  spec::Spec spec() const { return spec_of(engine, name, keys); }
};

inline std::vector<spec::Spec> specs_of(std::span<const NamedSpec> named) {
  std::vector<spec::Spec> specs;
  for (const NamedSpec& one : named) specs.push_back(one.spec());
  return specs;
}

// A property of a spec, such as a key, and the choices that it has.
using Choices = std::pair<std::string, std::vector<std::string>>;

// The pairs of choices of different properties that none of the specs has: "this = x, that = y".
// `choice` tells a spec's choice of a property.
template <class Choice>
std::vector<std::string> pairs_not_met(std::span<const NamedSpec> specs,
                                       const std::vector<Choices>& all, Choice&& choice) {
  const auto text = [](const std::string& one, const std::string& its, const std::string& other,
                       const std::string& others) {
    return fmt::format("{} = {}, {} = {}", one, its, other, others);
  };
  std::set<std::string> met;
  for (const NamedSpec& named : specs) {
    const spec::Spec spec = named.spec();
    for (const auto& [one, choices] : all) {
      for (const auto& [other, others] : all) {
        met.insert(text(one, choice(spec, one), other, choice(spec, other)));
      }
    }
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      for (const std::string& its : all[i].second) {
        for (const std::string& others : all[j].second) {
          std::string pair = text(all[i].first, its, all[j].first, others);
          if (!met.contains(pair)) missing.push_back(std::move(pair));
        }
      }
    }
  }
  return missing;
}

}  // namespace denim::test::engines
