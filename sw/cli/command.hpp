// A command line: subcommands, their options and what they do. The one door to CLI11, whose header
// takes longer to compile than most files here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace denim::cli {

enum ExitStatus { success = 0, mismatch = 1, bad_input = 2 };

// An option, or an argument by its place, of a command. A handle: copies mean the same option.
class Option {
 public:
  Option& required();
  Option& type_name(const std::string& name);  // what the help calls its value
  Option& excludes(Option other);
  Option& needs(Option other);
  // `fault` says what is wrong with a text, nothing where it is right.
  Option& check(std::function<std::string(const std::string& text)> fault);
  Option& one_of(std::initializer_list<std::string> words);
  bool given() const;  // once the line is parsed

 private:
  friend class Command;
  explicit Option(CLI::Option* option) : option_(option) {}

  CLI::Option* option_;
};

// A command. What it is told goes into variables of the caller's, which must outlive the parsing.
// A name is "--long", "-s,--long", or without a dash that of an argument by its place.
class Command {
 public:
  Option text(const std::string& name, std::string& value, const std::string& meaning);
  Option file(const std::string& name, std::filesystem::path& value, const std::string& meaning);
  Option folder(const std::string& name, std::filesystem::path& value, const std::string& meaning);
  Option flag(const std::string& name, bool& value, const std::string& meaning);
  // May be given often, each time with one value.
  Option list(const std::string& name, std::vector<std::string>& values,
              const std::string& meaning);
  // A whole number from `min` to `max`, in decimal. (CLI11 by itself lets numbers wrap and reads
  // 010 as 8.)
  Option number(const std::string& name, std::uint64_t& value, std::uint64_t min, std::uint64_t max,
                const std::string& meaning);
  Option number(const std::string& name, std::optional<std::uint64_t>& value, std::uint64_t min,
                std::uint64_t max, const std::string& meaning);
  // 0 ≤ P < 1.
  Option probability(const std::string& name, double& value, const std::string& meaning);
  // 0 < D ≤ 1.
  Option density(const std::string& name, double& value, const std::string& meaning);
  // Calls `take` with a text that stood the option's check.
  Option each(const std::string& name, std::function<void(const std::string& text)> take,
              const std::string& meaning);

  Option option(const std::string& name) const;  // one that was added before
  void footer(std::function<std::string()> text);
  // What the command does once the line is parsed; it gives the exit status.
  void action(std::function<int()> act);

 protected:
  Command(CLI::App* app, int* status) : app_(app), status_(status) {}

  CLI::App* app_;
  int* status_;
};

// A whole command line: a command itself, or one with subcommands, of which one must be told.
class CommandLine : public Command {
 public:
  CommandLine(const std::string& name, const std::string& meaning, const std::string& version = "");
  ~CommandLine();

  Command subcommand(const std::string& name, const std::string& meaning);
  // Parses, does what is told, and returns the exit status. Help goes to stdout; a line that cannot
  // be read to stderr, with the status bad_input. What an action throws passes through.
  int run(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> owned_;
  std::unique_ptr<int> exit_status_;
};

}  // namespace denim::cli
