// The `denim` command: one function a subcommand, each in its own file.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"

namespace denim::cli {

enum ExitStatus { success = 0, mismatch = 1, bad_input = 2 };

// Runs the command line; messages go to stderr. Returns the exit status.
int run(int argc, char** argv);

// Each adds its subcommand; when that is chosen, `status` becomes its exit status.
void add_gen(CLI::App& app, int& status);
void add_run(CLI::App& app, int& status);
void add_demo(CLI::App& app, int& status);
void add_compile(CLI::App& app, int& status);
void add_compare(CLI::App& app, int& status);
void add_decompose(CLI::App& app, int& status);
void add_list(CLI::App& app, int& status);
void add_prepare(CLI::App& app, int& status);

// An option that takes a whole number from `min` to `max`, in decimal. (CLI11 by itself lets
// numbers wrap and reads 010 as 8.) `value` must outlive the parsing.
CLI::Option* add_number(CLI::App& command, const std::string& name, std::uint64_t& value,
                        std::uint64_t min, std::uint64_t max, const std::string& meaning);

// --series, which parse_series() reads.
CLI::Option* add_series(CLI::App& command, std::string& series);
// --stall: a probability, 0 ≤ P < 1.
CLI::Option* add_stall(CLI::App& command, double& stall);

// SPEC and --set, as every command that takes a spec has them.
class SpecOption {
 public:
  void add_to(CLI::App& command, const std::string& default_spec = "");
  spec::Spec load() const;
  std::vector<std::filesystem::path> files() const;  // the one that is read, if one is
  // The part of a command line that names the same spec.
  std::string command_line() const;

 private:
  std::string spec_;
  std::vector<std::string> overrides_;
};

}  // namespace denim::cli
