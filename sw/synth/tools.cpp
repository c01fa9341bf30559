#include "sw/synth/tools.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <regex>
#include <sstream>
#include <system_error>
#include <vector>

#include "sim/cache.hpp"
#include "sim/error.hpp"
#include "sim/interrupt.hpp"
#include "sw/synth/error.hpp"

namespace denim::synth {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t shown_lines = 4;
constexpr std::size_t shown_characters = 300;  // of a line

// "Yosys 0.23 (git …)", "… (Version 0.4-1+b1)", "… (Version nextpnr-0.11.1)"
std::string version_in(const std::string& text) {
  static const std::regex version(R"((?:Version (?:nextpnr-)?|Yosys )([0-9][^ )]*))");
  std::smatch match;
  return std::regex_search(text, match, version) ? match[1].str() : std::string();
}

// Where environments of sw/setup/python.sh may lie.
std::vector<fs::path> environments() {
  std::vector<fs::path> found;
  try {
    found.push_back(sim::default_cache());
  } catch (const sim::SimError&) {  // none is set: nothing is there then
  }
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  if (!unknown) found.push_back(program.parent_path() / "cache");
  for (fs::path& folder : found) folder /= fs::path("python") / "fpga" / "bin";
  return found;
}

// The version that a command tells; empty where it does not run.
std::string version_of(const std::string& command, const char* option) {
  const sim::Outcome outcome = sim::run_tool({{command, option}, {}});
  return outcome.ok() ? version_in(outcome.output) : std::string();
}

}  // namespace

Tool find_yosys(const std::string& command) {
  const std::string version = version_of(command, "-V");
  if (!version.empty()) return {"yosys", command, version};
  throw SynthError(fmt::format(
      "'{}' is not here, or does not tell its version: synthesis needs Yosys 0.23 or later "
      "(`apt-get install yosys`; a newer one: `make setup-fpga` in a checkout of Denim)",
      command));
}

Tool find_router(const Target& target) {
  if (target.router == nullptr) {
    std::string names;
    for (const Target& one : targets())
      if (one.router != nullptr) names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
    throw SynthError(
        fmt::format("nothing places and routes for {} here; --pnr knows {}", target.name, names));
  }
  for (const std::string_view name : target.router->commands) {
    std::vector<std::string> places{std::string(name)};
    for (const fs::path& folder : environments()) places.push_back((folder / name).string());
    for (const std::string& command : places) {
      const std::string version = version_of(command, "--version");
      if (!version.empty()) return {std::string(target.router->commands.front()), command, version};
    }
  }
  throw SynthError(fmt::format("{} is not here, which places and routes for {}; to get it: {}",
                               target.router->commands.front(), target.name,
                               target.router->how_to_get));
}

std::vector<sim::Outcome> run(std::span<const sim::Command> commands, unsigned parallel,
                              int seconds) {
  std::vector<sim::Command> limited(commands.begin(), commands.end());
  for (sim::Command& command : limited) {
    if (seconds > 0) {
      command.arguments.insert(command.arguments.begin(),
                               {"timeout", "--kill-after=5", std::to_string(seconds)});
    }
  }
  const sim::InterruptScope interrupt;
  std::vector<sim::Outcome> outcomes(limited.size());
  sim::run_tools(limited, parallel, interrupt, [&](std::size_t index, const sim::Outcome& outcome) {
    outcomes[index] = outcome;
    return true;
  });
  return outcomes;
}

std::string complaint(const sim::Outcome& outcome) {
  std::vector<std::string> errors, last;
  std::istringstream lines(outcome.output);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    if (line.size() > shown_characters) line = line.substr(0, shown_characters) + " …";
    last.push_back(line);
    // Yosys says its own so, and those of ABC behind a name.
    if (line.find("ERROR") != std::string::npos || line.find("ABC: Error") != std::string::npos)
      errors.push_back(line);
  }
  std::vector<std::string>& shown = errors.empty() ? last : errors;
  if (shown.size() > shown_lines) {
    if (errors.empty()) {
      shown.erase(shown.begin(), shown.end() - shown_lines);
    } else {
      shown.resize(shown_lines);
    }
  }
  return shown.empty() ? fmt::format("it says nothing, its status is {}", outcome.exit_code)
                       : fmt::format("{}", fmt::join(shown, "\n"));
}

}  // namespace denim::synth
