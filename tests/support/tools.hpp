// Running tools from tests: no shell, a time limit, and everything that they say. A tool that is
// missing fails the test that wants it, with a message that names it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/process.hpp"

namespace denim::test {

/// What a tool said and how it ended.
struct Said {
  int status = -1;      // exit status
  std::string output;   // standard output and error
  std::string command;  // as one would type it, with the folder it ran in

  bool ok() const { return status == 0; }
  /// Empty if the tool ended well without a word; else all that a failing test should show.
  std::string complaint() const {
    if (ok() && output.empty()) return {};
    return output + "\nstatus " + std::to_string(status) + " of: " + command;
  }
};

/// Runs `arguments` in `folder` for at most `seconds`; then it is ended, with status 124.
inline Said run(std::vector<std::string> arguments, const std::filesystem::path& folder = {},
                int seconds = 300) {
  sim::Command command{std::move(arguments), folder};
  Said said;
  said.command = (folder.empty() ? "" : "cd " + folder.string() + " && ") + sim::to_text(command);
  const std::string tool = command.arguments.front();
  command.arguments.insert(command.arguments.begin(),
                           {"timeout", "--kill-after=5", std::to_string(seconds)});
  sim::Outcome outcome = sim::run_tool(command);
  said.status = outcome.found ? outcome.exit_code : 127;
  said.output = std::move(outcome.output);
  if (said.status == 124) said.output += "\nended after " + std::to_string(seconds) + " s";
  if (said.status == 127) said.output += "\nis " + tool + " installed? `make doctor` tells";
  return said;
}

}  // namespace denim::test
