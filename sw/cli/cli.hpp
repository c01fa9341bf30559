// The `denim` command: one function a subcommand, each in its own file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/cli/command.hpp"

namespace denim::cli {

// Runs the command line; messages go to stderr. Returns the exit status.
int run(int argc, char** argv);

// Each adds its subcommand.
void add_gen(CommandLine& line);
void add_run(CommandLine& line);
void add_demo(CommandLine& line);
void add_compile(CommandLine& line);
void add_compare(CommandLine& line);
void add_decompose(CommandLine& line);
void add_synth(CommandLine& line);
void add_list(CommandLine& line);
void add_prepare(CommandLine& line);

// --series, which parse_series() reads.
Option add_series(Command& command, std::string& series);
// --stall: a probability, 0 ≤ P < 1.
Option add_stall(Command& command, double& stall);

// SPEC and --set, as every command that takes a spec has them.
class SpecOption {
 public:
  void add_to(Command& command, const std::string& default_spec = "");
  // The same, or --bundle in its place.
  void add_with_bundle_to(Command& command);
  spec::Spec load() const;
  const std::filesystem::path& bundle() const { return bundle_; }  // empty where a spec is given
  std::vector<std::filesystem::path> files() const;                // that are read
  // The part of a command line that names the same spec.
  std::string command_line() const;

 private:
  void add_spec_to(Command& command, bool required);

  std::string spec_;
  std::filesystem::path bundle_;
  std::vector<std::string> overrides_;
};

}  // namespace denim::cli
