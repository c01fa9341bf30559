#include "sw/cli/cli.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "denim_version.hpp"
#include "sim/error.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

void SpecOption::add_to(Command& command, const std::string& default_spec) {
  spec_ = default_spec;
  Option option =
      command.text("SPEC", spec_,
                   "A TOML file (with a '/' or ending in .toml; - is standard input) or a preset");
  if (default_spec.empty()) option.required();
  command
      .list("--set", overrides_,
            "key=value: sets a key of the spec; the value is a TOML value or a bare word")
      .type_name("KEY=VALUE");
}

spec::Spec SpecOption::load() const { return spec::Spec::load(spec_, overrides_); }

std::vector<std::filesystem::path> SpecOption::files() const {
  if (!spec::names_file(spec_)) return {};
  return {spec_};
}

std::string SpecOption::command_line() const {
  std::string text = shell_quoted(spec_);
  for (const std::string& set : overrides_) text += " --set " + shell_quoted(set);
  return text;
}

Option add_series(Command& command, std::string& series) {
  return command
      .text("--series", series,
            "Terms of A, such as 2:4+2:8 or 2:4+lossless (default lossless: the engine's own "
            "N:M, repeated, or the cheapest of its menu tile by tile)")
      .type_name("SERIES");
}

Option add_stall(Command& command, double& stall) {
  return command
      .probability("--stall", stall,
                   "Probability, 0 up to but not 1, that a stream stalls in a cycle")
      .type_name("P");
}

namespace {

// What was told on stdout must have arrived; a full disk shows only now.
int flushed(int status) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
  fmt::print(stderr, "denim: error: standard output cannot be written\n");
  return bad_input;
}

}  // namespace

int run(int argc, char** argv) {
  CommandLine line(
      "denim",
      "Denim takes sparse tensors apart into N:M terms, generates the engine that multiplies "
      "them, and checks its RTL bit by bit and cycle by cycle.",
      "denim " DENIM_VERSION);
  add_gen(line);
  add_run(line);
  add_demo(line);
  add_compile(line);
  add_compare(line);
  add_decompose(line);
  add_list(line);
  add_prepare(line);
  try {
    return flushed(line.run(argc, argv));
  } catch (const sim::Interrupted& interrupted) {
    // All is cleaned up: the signal may now do what it does to any program.
    std::signal(interrupted.signal(), SIG_DFL);
    std::raise(interrupted.signal());
    return bad_input;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "denim: error: out of memory; the operands are too large for it\n");
    return bad_input;
  } catch (const std::exception& error) {
    if (std::ferror(stdout) != 0) return flushed(bad_input);  // it says so
    fmt::print(stderr, "denim: error: {}\n", error.what());
    return bad_input;
  }
}

}  // namespace denim::cli
