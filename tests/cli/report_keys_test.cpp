// The keys of the JSON report: the same for every engine, and those of docs/report.md.
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "gen/spec/spec.hpp"
#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"

namespace denim::test::cli {
namespace {

/// Of each engine the preset with the fewest multipliers.
std::vector<spec::Spec> smallest() {
  std::map<std::string, spec::Spec> of_engine;
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec spec = spec::Spec::load(preset.name);
    const auto size = [](const spec::Spec& of) {
      return of.engine().takes_b() ? of.engine().multipliers(of) : 0;
    };
    const auto [at, is_new] = of_engine.emplace(spec.engine().name, spec);
    if (!is_new && size(spec) < size(at->second)) at->second = spec;
  }
  std::vector<spec::Spec> specs;
  for (const auto& [name, spec] : of_engine) specs.push_back(spec);
  return specs;
}

/// Of `denim run` with these arguments.
Json report_of(const User& user, const Arguments& run) {
  const Ended ended =
      user.denim(Arguments{"run", "--synthetic", "24x40@0.3", "--json", "j.json"} + run);
  INFO(ended.all());
  REQUIRE(ended.ok());
  return user.json("j.json");
}

Json report_of(const User& user, const spec::Spec& spec, const Arguments& more) {
  Arguments run{spec.preset(), "--model-only"};
  if (spec.engine().takes_b()) run = run + Arguments{"--cols", "9"} + more;
  return report_of(user, run);
}

TEST_CASE("every engine tells its work by the same names", "[cli][report]") {
  const User user;
  std::set<std::uint64_t> products, b_nonzeros;  // of engines that compute the same
  for (const spec::Spec& spec : smallest()) {
    CAPTURE(spec.preset());
    const bool multiplies = spec.engine().takes_b();
    const Json json = report_of(user, spec, {"--b-density", "0.5"});
    for (const char* key : {"cycles", "cycles_model"}) {
      CAPTURE(key);
      CHECK(json.at(key).is_number_unsigned());
    }
    if (!multiplies) continue;
    for (const char* key :
         {"products_useful", "multipliers", "b_nnz", "accumulator_reads", "accumulator_writes"}) {
      CAPTURE(key);
      REQUIRE(json.contains(key));
      CHECK(json.at(key).is_number_unsigned());
    }
    const auto number = [&](const char* key) { return json.at(key).get<double>(); };
    CHECK(number("utilisation") ==
          Approx(number("products_useful") / (number("multipliers") * number("cycles"))));
    // Each row and column of C has a sum that is put down.
    CHECK(number("accumulator_writes") >= 24 * 9);
    CHECK(number("accumulator_writes") >= number("accumulator_reads"));
    products.insert(json.at("products_useful").get<std::uint64_t>());
    b_nonzeros.insert(json.at("b_nnz").get<std::uint64_t>());
    CHECK_FALSE(json.contains("macs_useful"));
  }
  CHECK(products.size() == 1);
  CHECK(b_nonzeros.size() == 1);
}

/// What stands in backticks in the first cell of a row.
std::set<std::string> keys_of_page() {
  std::ifstream page(std::string(DENIM_SOURCE_DIR) + "/docs/report.md");
  std::set<std::string> keys;
  const std::regex key("`([a-z_]+)`");
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(0, line.find('|', 1));
    for (std::sregex_iterator at(cell.begin(), cell.end(), key), end; at != end; ++at)
      keys.insert((*at)[1]);
  }
  return keys;
}

TEST_CASE("docs/report.md has every key of the report, and no other", "[cli][report]") {
  const User user;
  std::set<std::string> keys;
  const auto add = [&](const Json& json) {
    for (const auto& [key, value] : json.items()) keys.insert(key);
  };
  for (const spec::Spec& spec : smallest()) {
    CAPTURE(spec.preset());
    add(report_of(user, spec, {"--series-b", "2:4"}));
  }
  const Ended made = user.denim({"gen", "demm_2_8_4", "-o", "bundle"});
  INFO(made.all());
  REQUIRE(made.ok());
  const Arguments columns{"--cols", "9"};
  add(report_of(user, Arguments{"--bundle", "bundle"} + columns));
  add(report_of(user, Arguments{"demm_2_8_4", "--top", "axis"} + columns));
  add(report_of(user, Arguments{"demm_2_8_4", "--top", "axi"} + columns));
  add(report_of(user, Arguments{"demm_2_8_4", "--set", "tail=requantise"} + columns));
  keys.insert("relative_error_note");  // only where A·B is zero and (A−A*)·B is not
  const std::set<std::string> told = keys_of_page();
  for (const std::string& key : keys) {
    CAPTURE(key);
    CHECK(told.contains(key));
  }
  for (const std::string& key : told) {
    CAPTURE(key);
    CHECK(keys.contains(key));
  }
}

}  // namespace
}  // namespace denim::test::cli
