// SystemVerilog files through Verilator -Wall, Icarus, Yosys and slang. Each has to accept them
// without a word: a warning here is a warning of every user.
#pragma once

#include <bitset>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/project.hpp"
#include "tests/support/python.hpp"
#include "tests/support/tools.hpp"

namespace denim::test {

/// Parameters of the top that are overridden.
using Settings = std::vector<std::pair<std::string, std::int64_t>>;

inline std::string to_text(const Settings& settings) {
  std::string text;
  for (const auto& [name, value] : settings) text += " " + name + "=" + std::to_string(value);
  return text.empty() ? " defaults" : text;
}

/// Files in the order in which tools want them, relative to `folder`.
struct Sources {
  std::filesystem::path folder;
  std::vector<std::string> files;
};

/// Later Verilators (5.032) end with a report of their own work, in lines that begin with "- V".
inline Said without_report(Said said) {
  std::istringstream lines(std::exchange(said.output, {}));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("- V")) said.output += line + "\n";
  }
  return said;
}

inline Said verilator_lint(const Sources& sources, const std::string& top,
                           const Settings& settings = {}) {
  std::vector<std::string> command{"verilator", "--lint-only", "-Wall", "--top-module", top};
  for (const auto& [name, value] : settings)
    command.push_back("-G" + name + "=" + std::to_string(value));
  command.insert(command.end(), sources.files.begin(), sources.files.end());
  return without_report(run(std::move(command), sources.folder));
}

inline Said icarus_lint(const Sources& sources, const std::string& top,
                        const Settings& settings = {}) {
  std::vector<std::string> command{"iverilog", "-g2012", "-Wall", "-t", "null", "-s", top};
  for (const auto& [name, value] : settings)
    command.push_back("-P" + top + "." + name + "=" + std::to_string(value));
  command.insert(command.end(), sources.files.begin(), sources.files.end());
  return run(std::move(command), sources.folder);
}

/// A parameter as Yosys takes it: no sign, but all bits.
inline std::string yosys_number(std::int64_t value) {
  return value >= 0 ? std::to_string(value)
                    : "32'b" + std::bitset<32>(static_cast<std::uint64_t>(value)).to_string();
}

inline Said yosys_lint(const Sources& sources, const std::string& top,
                       const Settings& settings = {}) {
  std::string script = "read_verilog -sv";
  for (const std::string& file : sources.files) script += " " + file;
  script += "; hierarchy -check -top " + top;
  for (const auto& [name, value] : settings)
    script += " -chparam " + name + " " + yosys_number(value);
  return run({"yosys", "-q", "-p", script + "; proc; check -assert"}, sources.folder);
}

/// slang at its default level, if it can be had.
inline std::optional<Said> slang(std::vector<std::string> arguments,
                                 const std::filesystem::path& folder) {
  arguments.insert(arguments.begin(), {"python", (project / "tests/support/slang.py").string()});
  return run_in_python("slang", std::move(arguments), folder);
}

inline std::optional<Said> slang_lint(const Sources& sources, const std::string& top,
                                      const Settings& settings = {}) {
  std::vector<std::string> arguments{"--top", top};
  for (const auto& [name, value] : settings)
    arguments.push_back("-G" + name + "=" + std::to_string(value));
  arguments.insert(arguments.end(), sources.files.begin(), sources.files.end());
  return slang(std::move(arguments), sources.folder);
}

/// What each of the four tools says.
inline std::vector<Said> each_lint(const Sources& sources, const std::string& top,
                                   const Settings& settings = {}) {
  std::vector<Said> all{verilator_lint(sources, top, settings), icarus_lint(sources, top, settings),
                        yosys_lint(sources, top, settings)};
  if (std::optional<Said> said = slang_lint(sources, top, settings))
    all.push_back(*std::move(said));
  return all;
}

/// What they say together; empty if all of them accept the files silently.
inline std::string lint(const Sources& sources, const std::string& top,
                        const Settings& settings = {}) {
  std::string text;
  for (const Said& said : each_lint(sources, top, settings)) text += said.complaint();
  return text;
}

}  // namespace denim::test
