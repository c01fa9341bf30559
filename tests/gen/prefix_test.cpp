// Bundles with a prefix: they compile together with others, of other specs and other versions, in
// every tool.
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/catch.hpp"
#include "tests/support/bundle_folder.hpp"

namespace denim::test {
namespace {

namespace fs = std::filesystem;

spec::Spec overridden(const std::string& preset, const std::vector<std::string>& overrides) {
  return spec::Spec::load(preset, overrides);
}

bool is_source(const std::string& path) { return path.ends_with(".sv") || path.ends_with(".v"); }

// The names that a bundle gives to the whole of a project.
std::multiset<std::string> global_names(const bundle::Bundle& bundle) {
  static const std::regex declaration(R"((?:^|\n)(?:module|package) (\w+))");
  static const std::regex missing(R"((\w+) u_stop \(\);)");
  std::multiset<std::string> names;
  for (const auto& [path, text] : bundle.files) {
    if (!is_source(path)) continue;
    for (const std::regex& form : {declaration, missing}) {
      for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at)
        names.insert((*at)[1]);
    }
  }
  return names;
}

// A bundle in which everything that modules share is called otherwise, as a version might do it.
bundle::Bundle of_another_version(bundle::Bundle bundle) {
  for (auto& [path, text] : bundle.files) {
    if (is_source(path)) text = std::regex_replace(text, std::regex("index_width"), "name_width");
  }
  return bundle;
}

// All bundles in one folder each below `folder`, and a top that instantiates their wrappers.
Sources project(const ScratchFolder& folder, const std::vector<bundle::Bundle>& bundles) {
  Sources result{folder.path(), {}};
  std::string ports;
  std::string instances;
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    const std::string own = "bundle" + std::to_string(i);
    for (const auto& [path, text] : bundles[i].files) folder.write(own + "/" + path, text);
    std::istringstream lines(bundles[i].files.at(bundles[i].top + ".f"));
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("//")) result.files.push_back(own + "/" + line);
    const auto manifest = nlohmann::json::parse(bundles[i].files.at("manifest.json"));
    std::string connections;
    for (const auto& port : manifest["ports"]) {
      const std::string name = port["name"];
      ports += (ports.empty() ? "  " : ",\n  ") + port["direction"].get<std::string>() + " wire [" +
               std::to_string(port["width"].get<int>() - 1) + ":0] " + own + "_" + name;
      connections += (connections.empty() ? "." : ", .") + name + "(" + own + "_" + name + ")";
    }
    instances +=
        "  " + manifest["wrapper"].get<std::string>() + " u_" + own + " (" + connections + ");\n";
  }
  folder.write("together.v", "module together (\n" + ports + "\n);\n" + instances + "endmodule\n");
  result.files.emplace_back("together.v");
  return result;
}

TEST_CASE("three bundles compile together in three tools", "[bundle][prefix][lint]") {
  const std::vector<bundle::Bundle> bundles{
      bundle::generate(overridden("demm_2_8_4", {})),
      of_another_version(bundle::generate(overridden("demm_2_8_4", {"prefix=x_", "rows=32"}))),
      bundle::generate(overridden("demm_4_16_8",
                                  {"prefix=y_", "name=demm_2_8_4", "tail=\"tasd\"", "columns=8"}))};
  const ScratchFolder folder;
  CHECK(lint(project(folder, bundles), "together") == "");
}

TEST_CASE("a prefix is in front of every name that a bundle gives", "[bundle][prefix]") {
  const bundle::Bundle plain = bundle::generate(overridden("demm_2_8_4", {}));
  const bundle::Bundle prefixed = bundle::generate(overridden("demm_2_8_4", {"prefix=x_"}));
  std::multiset<std::string> expected;
  for (const std::string& name : global_names(plain)) expected.insert("x_" + name);
  CHECK(expected.contains("x_denim_pkg"));
  CHECK(expected.contains("x_demm_2_8_4_wrapper"));
  CHECK(global_names(prefixed) == expected);
  for (const auto& [path, text] : prefixed.files) {
    CAPTURE(path);
    if (is_source(path)) {
      CHECK((path.starts_with("rtl/x_") || path.starts_with("x_") ||
             path == "sim/x_demm_2_8_4_tb.sv"));
      CHECK_FALSE(std::regex_search(text, std::regex(R"(\bdenim_)")));
    }
  }
  const auto manifest = nlohmann::json::parse(prefixed.files.at("manifest.json"));
  CHECK(manifest["top"] == "x_demm_2_8_4");
  CHECK(manifest["wrapper"] == "x_demm_2_8_4_wrapper");
  CHECK(manifest["filelist"] == "x_demm_2_8_4.f");
  CHECK(manifest["save_file"] == "x_demm_2_8_4.gtkw");
  CHECK(manifest["spec"]["prefix"] == "x_");
  CHECK(prefixed.files.at("x_demm_2_8_4_params.hpp").find("namespace x_demm_2_8_4_params") !=
        std::string::npos);

  // The bundle's own spec is the spec, and a prefix of nothing is none.
  const ScratchFolder folder;
  const fs::path own = folder.write("own.toml", prefixed.files.at("x_demm_2_8_4.toml"));
  CHECK(bundle::generate(spec::Spec::load(own.string())).files == prefixed.files);
  CHECK(overridden("demm_2_8_4", {"prefix=\"\""}).hash() == overridden("demm_2_8_4", {}).hash());
}

TEST_CASE("a prefix that makes no name is refused", "[bundle][prefix]") {
  for (const char* prefix : {"1_", "_x", "a__b", "x y", "\"é\"", "3"}) {
    CAPTURE(prefix);
    CHECK_REFUSED(overridden("demm_2_8_4", {std::string("prefix=") + prefix}), "prefix");
  }
  CHECK_REFUSED(overridden("demm_2_8_4", {"prefix=denim_"}), "denim_demm_2_8_4", "the leaves'");
  CHECK_REFUSED(overridden("demm_2_8_4", {"prefix=den", "name=im_x"}), "denim_x", "the leaves'");
  CHECK_REFUSED(bundle::generate(overridden("demm_2_8_4", {"prefix=al", "name=ways"})),
                "prefix and name", "always", "keyword");
}

}  // namespace
}  // namespace denim::test
