// Facts of an engine stand in its tables: outside its folders nothing knows it, its streams or its
// fields by a name.
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/project.hpp"

namespace fs = std::filesystem;
using denim::test::project;

namespace {

// Folders in gen/engines: the engines.
std::vector<std::string> engines() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(project / "gen" / "engines")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  return names;
}

// The files of gen, sim and sw that belong to no engine.
std::vector<fs::path> shared_files() {
  static const std::regex own(".*/(gen|sw)/engines/[^/]+/.*");
  std::vector<fs::path> files;
  for (const char* top : {"gen", "sim", "sw"}) {
    for (const auto& entry : fs::recursive_directory_iterator(project / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp") continue;
      if (!std::regex_match(entry.path().generic_string(), own)) files.push_back(entry.path());
    }
  }
  return files;
}

// "file:line: text" of each line of code with a string literal that matches.
std::vector<std::string> lines_with(const std::vector<fs::path>& files, const std::regex& literal) {
  std::vector<std::string> found;
  for (const fs::path& file : files) {
    std::ifstream stream(file);
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      const std::string code = line.substr(0, line.find("//"));
      if (code.find("#include") != std::string::npos || !std::regex_search(code, literal)) continue;
      found.push_back(file.lexically_relative(project).generic_string() + ":" +
                      std::to_string(number) + ": " + line);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("no engine is known by its name outside its folders", "[dependencies]") {
  REQUIRE(engines().size() >= 3);
  for (const std::string& engine : engines()) {
    CAPTURE(engine);
    const std::regex literal("\"([^\"]*[^A-Za-z0-9_\"])?" + engine + "([^A-Za-z0-9_\"][^\"]*)?\"");
    CHECK(lines_with(shared_files(), literal) == std::vector<std::string>{});
  }
}

// In gen/ir, gen/catalog and gen/blocks such words name nets of emitted modules.
TEST_CASE("no stream and no field is known by its name outside its engine", "[dependencies]") {
  std::vector<fs::path> files;
  static const std::regex emitted(".*/gen/(ir|catalog|blocks)/.*");
  for (const fs::path& file : shared_files()) {
    if (!std::regex_match(file.generic_string(), emitted)) files.push_back(file);
  }
  REQUIRE(files.size() > 50);
  static const std::regex literal("\"(a|b|c|t|r|data|row)\"");
  CHECK(lines_with(files, literal) == std::vector<std::string>{});
}
