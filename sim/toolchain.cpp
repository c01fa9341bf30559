#include "sim/toolchain.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "sim/error.hpp"
#include "sim/process.hpp"

namespace denim::sim {

namespace {

constexpr int least_major = 5;
constexpr int least_minor = 6;  // 5.006
constexpr const char* remedy = "`make doctor` lists what is missing, and how to install it";

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Sets `verilator` and `doubt`.
void ask_verilator(Toolchain& tools) {
  const Outcome outcome = run_tool({{"verilator", "--version"}, {}});
  if (!outcome.found) {
    throw SimError(
        fmt::format("Verilator is not installed ({}); a simulator needs Verilator 5.006 "
                    "or later; {}",
                    outcome.output, remedy));
  }
  if (!outcome.ok()) {
    throw SimError(
        fmt::format("`verilator --version` does not say a version but \"{}\"; Verilator "
                    "5.006 or later is needed; {}",
                    first_line(outcome.output), remedy));
  }
  int major = 0;
  int minor = 0;  // "006" is 6
  if (std::sscanf(outcome.output.c_str(), "Verilator %d.%d", &major, &minor) != 2) {
    tools.verilator = first_line(outcome.output);
    tools.doubt = fmt::format(
        "`verilator --version` tells no number but \"{}\"; it is taken for 5.006 or later, the "
        "least that works",
        tools.verilator);
    return;
  }
  const std::string version = fmt::format("{}.{:03}", major, minor);
  if (major < least_major || (major == least_major && minor < least_minor)) {
    throw SimError(
        fmt::format("Verilator {} is too old; the least that works is 5.006; {}", version, remedy));
  }
  tools.verilator = version;
}

std::string compiler_version() {
  const Outcome outcome = run_tool({{"g++", "-dumpfullversion"}, {}});
  if (!outcome.ok()) {
    throw SimError(fmt::format("g++ is needed to build a simulator and does not run ({}); {}",
                               first_line(outcome.output), remedy));
  }
  return first_line(outcome.output);
}

}  // namespace

std::string machine_level() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
  return {};
}

Toolchain find_toolchain() {
  Toolchain tools;
  ask_verilator(tools);
  tools.compiler = compiler_version();
  return tools;
}

std::vector<std::string> find_launcher() {
  if (run_tool({{"ccache", "--version"}, {}}).ok()) return {"ccache"};
  return {};
}

std::filesystem::path verilator_include_folder() {
  const Outcome outcome = run_tool({{"verilator", "--getenv", "VERILATOR_ROOT"}, {}});
  const std::filesystem::path folder =
      std::filesystem::path(first_line(outcome.output)) / "include";
  std::error_code error;
  if (!outcome.ok() || !std::filesystem::is_regular_file(folder / "verilated.h", error)) {
    throw SimError(fmt::format("Verilator's runtime is not where it says: no {}; {}",
                               (folder / "verilated.h").string(), remedy));
  }
  return folder;
}

}  // namespace denim::sim
