// The engine of this folder stands in folders of its name, and in docs/, and nowhere else: whoever
// takes them away, or copies them under another name, need touch no other file.
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/project.hpp"

namespace fs = std::filesystem;
using denim::test::project;

TEST_CASE("no file outside its folders names this engine", "[dot]") {
  const std::string engine = fs::path(__FILE__).parent_path().filename().string();
  // As a word of a path, a name or a literal; "a dot product" is none.
  const std::regex named("denim_" + engine + "_|[\"/:]" + engine + "[\"/:_]|\\b" + engine +
                         "_[0-9]");
  std::vector<std::string> found;
  const auto look = [&](const fs::path& file) {
    const std::string path = file.lexically_relative(project).generic_string();
    if (path.find("/" + engine + "/") != std::string::npos) return;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
      if (std::regex_search(line, named)) found.push_back(path + ": " + line);
    }
  };
  look(project / "README.md");
  for (const char* top : {"gen", "rtl", "sim", "sw", "tb", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(project / top)) {
      if (entry.is_regular_file()) look(entry.path());
    }
  }
  CHECK(found == std::vector<std::string>{});
}
