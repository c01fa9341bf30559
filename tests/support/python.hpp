// Tools that come from the Python package index, in environments that sw/setup/python.sh finds or
// makes (sw/setup/python.txt).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/project.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

/// Runs a command of the environment's bin folder, "python" or another. Where the environment
/// cannot be had this is told once, and nothing is run; but in CI that is a failure.
inline std::optional<Said> run_in_python(const std::string& environment,
                                         std::vector<std::string> command,
                                         const std::filesystem::path& folder, int seconds = 120) {
  static std::map<std::string, Said> all;
  const auto [found, is_new] = all.try_emplace(environment);
  Said& made = found->second;
  if (is_new) {
    made = run({"sw/setup/python.sh", environment}, project, 600);
    if (made.ok()) made.output.erase(made.output.find_last_not_of('\n') + 1);
  }
  if (made.ok()) {
    command.front() = made.output + "/" + command.front();
    return run(std::move(command), folder, seconds);
  }
  const char* const ci = std::getenv("CI");
  if (ci != nullptr && *ci != '\0' && ci != std::string_view("false")) return made;
  if (is_new) std::fprintf(stderr, "%s is not asked: %s", environment.c_str(), made.output.c_str());
  return std::nullopt;
}

}  // namespace denim::test
