// The arrows of docs/architecture.md: which folder may include which. Includes are transitive along
// arrows; whatever is not an arrow is refused. An engine's folders are included by itself alone.
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.hpp"

namespace fs = std::filesystem;

namespace {

using Arrows = std::map<std::string, std::set<std::string>>;

const Arrows arrows{
    {"gen/spec", {}},
    {"gen/ir", {}},
    {"gen/catalog", {"gen/ir"}},
    {"gen/blocks", {"gen/ir", "gen/catalog"}},
    {"gen/engines", {"gen/spec", "gen/blocks"}},
    {"gen/wrap", {"gen/catalog", "gen/spec"}},
    {"gen/emit", {"gen/ir", "gen/spec"}},
    {"gen/bundle", {"gen/engines", "gen/wrap", "gen/emit"}},
    {"sw/tensor", {}},
    {"sw/tasd", {"sw/tensor"}},
    {"sw/engines", {"sw/tensor", "sw/tasd", "sim/program", "gen/engines"}},
    {"sw/golden", {"sw/tensor", "sim/program", "gen/spec"}},
    {"sim/program", {}},
    {"sim", {"gen/spec", "sim/program"}},
    {"sw/flow", {"gen/bundle", "sw/engines", "sw/golden", "sim"}},
    {"sw/synth", {"gen/bundle", "sim"}},
    {"sw/cli", {"sw/flow", "sw/synth"}},
};

std::set<std::string> reachable(const std::string& from) {
  std::set<std::string> seen{from};
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const std::string folder = open.back();
    open.pop_back();
    for (const std::string& next : arrows.at(folder)) {
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

// The folder of the table that a project path lies in, the innermost; empty if it lies in none.
std::string folder_of(const std::string& path) {
  std::string found;
  for (const auto& [folder, targets] : arrows) {
    if (path.starts_with(folder + "/") && folder.size() > found.size()) found = folder;
  }
  return found;
}

// The engine whose folder in gen/engines or sw/engines a path lies in; empty if it lies in none.
std::string engine_of(const std::string& path) {
  static const std::regex engine("(?:gen|sw)/engines/([^/]+)/.*");
  std::smatch match;
  return std::regex_match(path, match, engine) ? match[1].str() : std::string();
}

std::vector<std::string> project_includes(const fs::path& file) {
  static const std::regex include(R"re(^\s*#\s*include\s+"((?:gen|sim|sw|tb|tests|rtl)/[^"]+)")re");
  std::vector<std::string> result;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (std::regex_search(line, match, include)) result.push_back(match[1]);
  }
  return result;
}

// "file includes path" for each include without an arrow, and for each file in no known folder.
std::vector<std::string> violations(const fs::path& root) {
  std::vector<std::string> result;
  for (const char* top : {"gen", "sim", "sw"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".h") continue;
      const std::string path = entry.path().lexically_relative(root).generic_string();
      const std::string folder = folder_of(path);
      if (folder.empty()) {
        result.push_back(path + " is in no folder of the table");
        continue;
      }
      const std::set<std::string> allowed = reachable(folder);
      for (const std::string& included : project_includes(entry.path())) {
        // What an engine has is its own.
        const bool foreign = !engine_of(included).empty() && engine_of(included) != engine_of(path);
        if (foreign || !allowed.contains(folder_of(included)))
          result.push_back(path + " includes " + included);
      }
    }
  }
  return result;
}

}  // namespace

TEST_CASE("folders include only along the arrows", "[dependencies]") {
  CHECK(violations(DENIM_SOURCE_DIR) == std::vector<std::string>{});
}

TEST_CASE("an include against the arrows is found", "[dependencies]") {
  const fs::path root = fs::temp_directory_path() / "denim_dependency_rules_test";
  for (const char* folder : {"gen/spec", "sim", "sw/tasd", "sw/engines/one"})
    fs::create_directories(root / folder);
  std::ofstream(root / "sw/tasd/a.cpp") << "#include \"sw/tensor/matrix.hpp\"\n"
                                        << "#include \"sw/engines/engine.hpp\"\n";
  std::ofstream(root / "gen/spec/b.hpp") << "  # include \"sim/run.hpp\"\n";
  std::ofstream(root / "sw/engines/one/c.cpp") << "#include \"gen/engines/one/engine.hpp\"\n"
                                               << "#include \"gen/engines/two/engine.hpp\"\n"
                                               << "#include \"gen/engines/engine.hpp\"\n";
  std::ofstream(root / "sw/engines/d.cpp") << "#include \"sw/engines/one/model.hpp\"\n";
  CHECK(violations(root).size() == 4);
  fs::remove_all(root);
}
