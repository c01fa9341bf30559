// Whoever sets a parameter of a leaf out of its bounds is stopped by every tool, which says why.
//
// The catalog says what the bounds are, and gen/emit writes them down; DENIM_UPDATE_GOLDEN=1 puts
// that text into the leaves.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "gen/catalog/catalog.hpp"
#include "gen/emit/sv_guard.hpp"
#include "tests/catch.hpp"
#include "tests/rtl/leaves.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

using Rule = ir::Guard::Rule;

// The first lines of the leaf's body that are guards, and where they stand.
struct Block {
  std::size_t begin = 0;
  std::string text;
};
Block guards_in(const std::string& leaf) {
  static const std::string end_of_ports = "\n);\n";
  Block block;
  block.begin = leaf.find(end_of_ports) + end_of_ports.size();
  // The blank line in front of them is theirs too.
  std::size_t end = block.begin;
  const auto line = [&](std::size_t at) { return leaf.substr(at, leaf.find('\n', at) + 1 - at); };
  bool stops = false;  // the line before names what is wrong
  for (std::size_t at = end + 1;; at += line(at).size()) {
    const std::string next = line(at + line(at).size());
    const bool opens = line(at).starts_with("  if (") && next.find("u_stop ();") != next.npos;
    const bool names = line(at).find("u_stop ();") != std::string::npos;
    if (!opens && !names && !(stops && line(at).starts_with("  end"))) break;
    stops = names;
    end = at + line(at).size();
  }
  block.text = leaf.substr(block.begin, end - block.begin);
  return block;
}

std::string expected_guards(const ir::Leaf& leaf) {
  return leaf.guards.empty() ? "" : "\n" + emit::guard_lines(leaf.guards, 2);
}

TEST_CASE("a leaf has the guards of its descriptor, and no others", "[rtl][guard]") {
  const char* wanted = std::getenv("DENIM_UPDATE_GOLDEN");
  const bool update = wanted != nullptr && *wanted == '1';
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    std::string text = text_of(project / leaf->file);
    Block found = guards_in(text);
    if (update && found.text != expected_guards(*leaf)) {
      text.replace(found.begin, found.text.size(), expected_guards(*leaf));
      std::ofstream(project / leaf->file) << text;
      found = guards_in(text);
    }
    CHECK(found.text == expected_guards(*leaf));
    text.erase(found.begin, found.text.size());
    CHECK_THAT(text, !ContainsSubstring("u_stop"));
  }
}

TEST_CASE("every parameter of a leaf is guarded", "[rtl][guard]") {
  for (const ir::Leaf* leaf : catalog::leaves()) {
    std::set<std::string> guarded;
    for (const ir::Guard& guard : leaf->guards) {
      guard.value.collect_names(guarded);
      guard.bound.collect_names(guarded);
    }
    for (const ir::Parameter& parameter : leaf->parameters) {
      CAPTURE(leaf->name, parameter.name);
      if (!parameter.local) {
        CHECK(guarded.contains(parameter.name));
      }
    }
  }
}

// The leaf's parameters that may be set, with their defaults but for the settings.
ir::Values values_of(const ir::Leaf& leaf, const Settings& settings) {
  ir::Values values;
  for (const ir::Parameter& parameter : leaf.parameters)
    if (!parameter.local) values[parameter.name] = parameter.value.evaluate({});
  for (const auto& [name, value] : settings) values.at(name) = value;
  return values;
}

TEST_CASE("what the leaves are tried with keeps to their guards", "[rtl][guard]") {
  for (const ir::Leaf* leaf : catalog::leaves()) {
    for (const Settings& settings : settings_of(leaf->name)) {
      for (const ir::Guard& guard : leaf->guards) {
        CAPTURE(leaf->name, to_text(settings), guard.text());
        CHECK(guard.holds(values_of(*leaf, settings)));
      }
    }
  }
}

// The least that one must change about the leaf's defaults to break the guard, and no other one if
// that is possible.
Settings breaking(const ir::Leaf& leaf, const ir::Guard& guard) {
  const std::string name = guard.value.text();
  ir::Values values = values_of(leaf, {});
  const std::int64_t bound = guard.bound.evaluate(values);
  const std::int64_t first = guard.rule == Rule::at_least       ? bound - 1
                             : guard.rule == Rule::power_of_two ? 3
                                                                : bound + 1;
  for (std::int64_t value = first; value < first + 10; ++value) {
    values.at(name) = value;
    const bool alone = std::ranges::all_of(leaf.guards, [&](const ir::Guard& other) {
      return &other == &guard || other.holds(values);
    });
    if (!guard.holds(values) && alone) return {{name, value}};
  }
  return {{name, first}};
}

TEST_CASE("each tool refuses a parameter that is one out of its bound, and says which",
          "[rtl][guard]") {
  int tried = 0;
  for (const ir::Leaf* leaf : catalog::leaves()) {
    const Sources sources = leaf_file(leaf->name).sources();
    for (const ir::Guard& guard : leaf->guards) {
      const Settings settings = breaking(*leaf, guard);
      CAPTURE(leaf->name, to_text(settings), guard.text());
      const std::string name = emit::guard_name(guard);
      for (const Said& said : each_lint(sources, leaf->name, settings)) {
        CHECK_FALSE(said.ok());
        CHECK_THAT(said.output, ContainsSubstring(name));
      }
      tried++;
    }
  }
  CHECK(tried >= 40);
}

}  // namespace
}  // namespace denim::test
