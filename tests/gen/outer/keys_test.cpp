// What each key of `outer` changes in the emitted modules, as a diff against one small unit:
// keys.diff beside this file. `banks` makes another unit, which tests/golden/outer_banked has
// whole; `collector` is shown against that.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "gen/bundle/bundle.hpp"
#include "tests/catch.hpp"
#include "tests/gen/golden_folder.hpp"

namespace denim::test {
namespace {

using Texts = std::vector<std::string>;

const std::filesystem::path golden = project / "tests" / "gen" / "outer" / "keys.diff";
constexpr std::size_t most_lines = 400;

const Texts small{"p=2", "q=2", "tile=4", "units=2", "queue=2", "a_values=0", "b_values=0"};
const Texts banked{"p=2",     "q=2",        "tile=4",     "units=2",
                   "queue=2", "a_values=0", "b_values=0", "banks=2"};

struct Changed {
  Texts base;
  std::string key_value;
};
const std::vector<Changed> changes{
    {small, "p=1"},           {small, "q=4"},       {small, "tile=2"},     {small, "units=4"},
    {small, "unit_cols=2"},   {small, "queue=1"},   {small, "a_values=2"}, {small, "b_values=2"},
    {banked, "collector=2"},  {small, "a_width=4"}, {small, "b_width=16"}, {small, "acc_width=20"},
    {small, "result_bits=32"}};

std::string key_of(const std::string& key_value) {
  return key_value.substr(0, key_value.find('='));
}

// The modules that are emitted, one behind the other, without what names the spec.
std::string modules(Texts base, const std::string& key_value) {
  std::erase_if(base, [&](const std::string& set) { return key_of(set) == key_of(key_value); });
  if (!key_value.empty()) base.push_back(key_value);
  base.emplace_back("name=x");
  const spec::Spec spec = spec::Spec::load("outer_2_4_8", base);
  std::string text;
  for (const auto& [path, file] : bundle::generate(spec).files)
    if (path == "rtl/x.sv" || (is_module(path) && path.starts_with("rtl/x_unit"))) text += file;
  // How far declarations are moved in says nothing.
  text = std::regex_replace(text, std::regex(" {2,}"), " ");
  return replaced(std::move(text), spec.hash(), "@HASH@");
}

std::string differences() {
  std::string text;
  for (const Changed& change : changes) {
    const std::string diff = unified_diff("base", modules(change.base, ""), "changed",
                                          modules(change.base, change.key_value));
    text += "==== " + change.key_value + (change.base == banked ? " with banks=2" : "") + "\n";
    std::istringstream lines(diff);
    // Neither names nor places nor what is around: what a key changes is to be read, not applied.
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("---") || line.starts_with("+++")) continue;
      if (line.starts_with("+") || line.starts_with("-")) text += line + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("outer: what each key changes is as its golden", "[outer][golden]") {
  for (const spec::KeyDeclaration& key : spec::find_engine("outer")->keys) {
    CAPTURE(key.name);
    const bool shown = key.name == "banks" || std::ranges::any_of(changes, [&](const Changed& c) {
                         return key_of(c.key_value) == key.name;
                       });
    CHECK(shown);
  }
  const std::string now = differences();
  if (const char* wanted = std::getenv("DENIM_UPDATE_GOLDEN"); wanted && *wanted == '1')
    std::ofstream(golden, std::ios::binary) << now;
  INFO("DENIM_UPDATE_GOLDEN=1 writes it");
  CHECK(text_of(golden) == now);
  CHECK(std::ranges::count(now, '\n') <= static_cast<std::ptrdiff_t>(most_lines));
}

}  // namespace denim::test
