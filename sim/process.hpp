// Running tools: argument lists go to the tool as they are, never through a shell.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sim/interrupt.hpp"

namespace denim::sim {

struct Command {
  std::vector<std::string> arguments;         // the first is the tool, looked up in PATH
  std::filesystem::path folder;               // to run in; empty: here
  std::vector<std::string> environment = {};  // NAME=value, beside our own and LC_ALL=C
};

struct Outcome {
  bool found = true;   // false: there is no such tool; `output` says why
  int exit_code = -1;  // -1 if a signal ended it
  std::string output;  // what it wrote, standard output and error mixed

  bool ok() const { return found && exit_code == 0; }
};

// Runs one tool that answers soon, and waits for it. Its standard input is empty.
Outcome run_tool(const Command& command);

// Runs all, at most `parallel` at a time, in their order; `done(index, outcome)` is called as each
// ends, and returns false to end the others. Throws Interrupted when a signal came. However it
// ends, no tool and no child of one is running any more, not even if this program is killed.
void run_tools(std::span<const Command> commands, unsigned parallel,
               const InterruptScope& interrupt,
               const std::function<bool(std::size_t, const Outcome&)>& done);

// As one would type it into a shell, for logs and messages: a word, in quotes if it needs them, and
// a whole command.
std::string shell_quoted(const std::string& word);
std::string to_text(const Command& command);

}  // namespace denim::sim
