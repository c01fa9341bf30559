// The ten steps of docs/fpga.md, as they stand there.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/cli_user.hpp"
#include "tests/support/project.hpp"
#include "tests/support/python.hpp"
#include "tests/support/tools.hpp"

namespace denim::test::cli {
namespace {

namespace fs = std::filesystem;

struct Step {
  std::string title;
  std::vector<std::string> commands;
  std::string script;  // of Python, to be there before them
};

// A heading with a number is a step; what is fenced below is its commands and its script.
std::vector<Step> steps_of(const std::string& page) {
  std::vector<Step> steps;
  std::istringstream lines(page);
  std::string fence;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      fence = fence.empty() ? line.substr(3) : "";
    } else if (fence == "sh") {
      steps.back().commands.push_back(line);
    } else if (fence == "python") {
      steps.back().script += line + "\n";
    } else if (line.starts_with("## ") && std::isdigit(static_cast<unsigned char>(line[3]))) {
      steps.push_back({line.substr(3), {}, ""});
    }
  }
  return steps;
}

// What python.txt says of the environment that the tests have.
std::string pip_line() {
  std::string line = "cocotb/bin/pip install";
  std::istringstream table(text_of(project / "sw/setup/python.txt"));
  for (std::string row; std::getline(table, row);) {
    std::istringstream cells(row);
    std::string environment, bar, package, version;
    cells >> environment >> bar >> package >> bar >> version;
    if (environment == "axi") line += " " + package + "==" + version;
  }
  return line;
}

TEST_CASE("the ten steps of docs/fpga.md run", "[cli][axi][fpga]") {
  const std::vector<Step> steps = steps_of(text_of(project / "docs/fpga.md"));
  REQUIRE(steps.size() == 10);
  const User user;
  const std::string path = fs::path(DENIM_BINARY).parent_path().string();
  const auto type = [&](const std::string& line) {
    return run({"env", fmt::format("DENIM_CACHE={}", User::shared_cache().string()), "bash", "-c",
                fmt::format("PATH={}:$PATH; {}", path, line)},
               user.work());
  };
  bool has_cocotb = false;
  for (std::size_t number = 1; number <= steps.size(); ++number) {
    const Step& step = steps[number - 1];
    CAPTURE(step.title);
    REQUIRE(step.title.starts_with(fmt::format("{}. ", number)));
    REQUIRE(!step.commands.empty());
    if (number == 9) {
      // The environment of the tests has the same packages.
      CHECK(step.commands == std::vector<std::string>{"python3 -m venv cocotb", pip_line()});
      const std::optional<Said> found =
          run_in_python("axi", {"python", "-c", "import sys; print(sys.prefix)"}, user.work());
      if (!found) return;
      INFO(found->output);
      REQUIRE(found->ok());
      fs::create_directory_symlink(found->output.substr(0, found->output.find('\n')),
                                   user.work() / "cocotb");
      has_cocotb = true;
      continue;
    }
    if (!step.script.empty()) user.write("loopback.py", step.script);
    for (const std::string& command : step.commands) {
      const Said said = type(command);
      CAPTURE(command);
      INFO(said.output);
      REQUIRE(said.ok());
      if (number == 6) CHECK_THAT(said.output, ContainsSubstring("_axis, which adds 0 cycles"));
      if (number == 8) CHECK_THAT(said.output, ContainsSubstring("_axi, which adds "));
      if (number == 10) CHECK_THAT(said.output, ContainsSubstring("all results are right"));
    }
  }
  // A result that is another one is noticed.
  REQUIRE(has_cocotb);
  std::string beats = user.text("program/c.hex");
  const std::size_t digit = beats.rfind('\n', beats.size() - 2) + 3;
  beats[digit] = beats[digit] == '0' ? '1' : '0';
  user.write("program/c.hex", beats);
  const Said said = type(steps.back().commands.back());
  CHECK(said.status == 1);
  CHECK_THAT(said.output, ContainsSubstring("AssertionError: beat "));
}

}  // namespace
}  // namespace denim::test::cli
