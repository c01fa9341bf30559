// Every `denim` line of docs/tutorial.md does what it says.
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/project.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace denim::test;

TEST_CASE("the commands of the tutorial run", "[dot][tutorial]") {
  std::ifstream page(project / "docs" / "tutorial.md");
  std::vector<std::string> commands;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("    denim ")) commands.push_back(line.substr(10));
  }
  REQUIRE(commands.size() >= 7);
  const ScratchFolder folder;
  for (const std::string& command : commands) {
    CAPTURE(command);
    const std::string line = "cd '" + folder.path().string() + "' && '" DENIM_BINARY "' " +
                             command + " >out.txt 2>&1 </dev/null";
    CHECK(std::system(line.c_str()) == 0);
  }
  CHECK(std::filesystem::exists(folder.path() / "bundle" / "rtl" / "dot_4.sv"));
  CHECK(std::filesystem::exists(folder.path() / "program" / "manifest.json"));
}
