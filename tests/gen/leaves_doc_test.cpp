// docs/leaves against the leaves, their catalog, and the engines that use them.
// DENIM_UPDATE_GOLDEN=1 writes it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "gen/catalog/catalog.hpp"
#include "gen/engines/engine.hpp"
#include "gen/spec/spec.hpp"
#include "gen/wrap/tops.hpp"
#include "tests/catch.hpp"
#include "tests/support/demm_forms.hpp"
#include "tests/support/nm_array_forms.hpp"
#include "tests/support/project.hpp"
#include "tests/support/scratch_folder.hpp"

namespace denim::test {
namespace {

using Texts = std::vector<std::string>;
using Users = std::map<std::string, std::set<std::string>>;  // leaf → modules that instantiate it

// {}: the folder of rtl/.
constexpr const char* head = R"(# Leaves of `rtl/{0}`

Hand-written modules: what has state, a protocol or a cell of its own in an FPGA. The generator composes
engines of them. Made from the catalog (`gen/catalog`) by `tests/gen/leaves_doc_test.cpp`; `DENIM_UPDATE_GOLDEN=1` writes it.

- **Parameters** with their bounds. A value beyond them stops elaboration, in every tool, with a message that names the parameter.
- **Latency**: cycles from data in to data out; 0 is combinational, or control, which has none.
- **Used by**: modules of a bundle, in which the spec's name stands where the engine's name stands here.

| leaf | what it is | parameters | latency | used by |
|---|---|---|---|---|
)";

// The first sentence of the comment at the top of the leaf, or its first paragraph.
std::string first_sentence(const std::string& leaf) {
  std::istringstream lines(leaf);
  std::string comment;
  for (std::string line; std::getline(lines, line) && line.starts_with("// ");)
    comment += (comment.empty() ? "" : " ") + line.substr(3);
  const std::size_t end = comment.find(". ");
  return end == std::string::npos ? comment : comment.substr(0, end + 1);
}

// "`Taps` 1 … Depth + 1".
std::string bounded(const ir::Leaf& leaf, const std::string& parameter) {
  using Rule = ir::Guard::Rule;
  std::map<Rule, std::string> bounds;
  for (const ir::Guard& guard : leaf.guards)
    if (guard.value == ir::Expr::name(parameter)) bounds[guard.rule] = guard.bound.text();
  std::string text = "`" + parameter + "`";
  if (bounds.contains(Rule::power_of_two)) text += " a power of two";
  if (bounds.contains(Rule::multiple_of)) text += " a multiple of " + bounds[Rule::multiple_of];
  if (bounds.contains(Rule::at_least) && bounds.contains(Rule::at_most))
    return text + " " + bounds[Rule::at_least] + " … " + bounds[Rule::at_most];
  if (bounds.contains(Rule::at_least)) text += " ≥ " + bounds[Rule::at_least];
  if (bounds.contains(Rule::at_most)) text += " ≤ " + bounds[Rule::at_most];
  return text;
}

// Modules that differ in their number alone are one: "…_unit_0" is a "…_unit".
std::string without_number(const std::string& module) {
  static const std::regex number("_[0-9]+$");
  return std::regex_replace(module, number, "");
}

void collect(const ir::Scope& scope, const std::string& module, Users& users) {
  for (const ir::Instance& instance : scope.instances()) {
    if (std::ranges::find(catalog::leaves(), instance.of) != catalog::leaves().end())
      users[instance.of->name].insert("`" + module + "`");
  }
  for (const ir::Loop& loop : scope.loops()) collect(loop.body, module, users);
}

void collect(const std::string& preset, Texts keys, Users& users) {
  const std::string engine = spec::Spec::load(preset).engine().name;
  keys.push_back("name=" + engine);
  const spec::Spec spec = spec::Spec::load(preset, keys);
  ir::Design design;
  generators::find_generator(engine)(spec, design);
  for (const ir::Module& module : design.modules())
    collect(module.body, without_number(module.name), users);
  // Tops are the same around every engine.
  const std::size_t own = design.modules().size();
  wrap::add_tops(spec, design);
  for (std::size_t i = own; i < design.modules().size(); ++i) {
    const ir::Module& module = design.modules()[i];
    collect(module.body, "<name>" + module.name.substr(engine.size()), users);
  }
}

// Every preset, also with registers at its ports, and forms that have between them what
// a spec may choose.
Users users_of_leaves() {
  Users users;
  for (const spec::Preset& preset : spec::presets()) {
    collect(preset.name, {}, users);
    collect(preset.name, {"registered_ready=true"}, users);
  }
  for (const DemmForm& form : demm_forms) collect("demm_4_16_8", form.overrides(), users);
  for (const NmArrayForm& form : nm_array_forms) collect("stc_2_4_64", form.overrides(), users);
  for (const char* preset : {"demm_4_16_8", "stc_2_4_64"})
    collect(preset, {"accumulate_registers=1"}, users);
  for (const Texts& tail :
       {Texts{"tail=requantise"}, Texts{"tail=tasd"}, Texts{"tail=tasd", "tail_form=serial"}}) {
    collect("demm_4_16_8", tail, users);
  }
  for (const char* form : {"form=serial", "form=sorter"}) collect("tasd_2_4", {form}, users);
  return users;
}

// A page for each folder of rtl/ that has leaves.
std::map<std::string, std::string> pages() {
  Users users = users_of_leaves();
  std::vector<const ir::Leaf*> leaves(catalog::leaves().begin(), catalog::leaves().end());
  std::ranges::sort(leaves, {}, &ir::Leaf::file);
  std::map<std::string, std::string> pages;
  for (const ir::Leaf* leaf : leaves) {
    const std::string folder = std::filesystem::path(leaf->file).parent_path().filename().string();
    std::string& text = pages[folder];
    if (text.empty()) text = fmt::format(fmt::runtime(head), folder);
    Texts parameters;
    for (const ir::Parameter& parameter : leaf->parameters)
      if (!parameter.local) parameters.push_back(bounded(*leaf, parameter.name));
    text += fmt::format("| [{}](../../{}) | {} | {} | {} | {} |\n", leaf->name, leaf->file,
                        first_sentence(text_of(project / leaf->file)), fmt::join(parameters, ", "),
                        leaf->latency.text(), fmt::join(users[leaf->name], ", "));
  }
  return pages;
}

TEST_CASE("the tables of leaves are those of the catalog", "[golden][leaves]") {
  const std::filesystem::path folder = project / "docs" / "leaves";
  std::map<std::string, std::string> now;
  for (const auto& [name, text] : pages()) now[name + ".md"] = text;
  if (const char* wanted = std::getenv("DENIM_UPDATE_GOLDEN"); wanted && *wanted == '1') {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& [name, text] : now) std::ofstream(folder / name, std::ios::binary) << text;
  }
  std::map<std::string, std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    there[entry.path().filename().string()] = text_of(entry.path());
  INFO("DENIM_UPDATE_GOLDEN=1 writes them");
  CHECK(there == now);
}

TEST_CASE("every leaf is used", "[leaves]") {
  const Users users = users_of_leaves();
  for (const ir::Leaf* leaf : catalog::leaves()) {
    CAPTURE(leaf->name);
    CHECK(users.contains(leaf->name));
  }
}

}  // namespace
}  // namespace denim::test
