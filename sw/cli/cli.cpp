#include "sw/cli/cli.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "denim_version.hpp"
#include "sim/error.hpp"
#include "sim/manifest.hpp"
#include "sw/cli/output.hpp"
#include "sw/flow/device.hpp"

namespace denim::cli {

void SpecOption::add_to(Command& command, const std::string& default_spec) {
  spec_ = default_spec;
  add_spec_to(command, default_spec.empty());
}

void SpecOption::add_with_bundle_to(Command& command) {
  add_spec_to(command, false);
  command
      .file("--bundle", bundle_,
            "Run the RTL of this bundle as it lies, edited or not, in place of what SPEC gives")
      .type_name("DIR")
      .excludes(command.option("SPEC"))
      .excludes(command.option("--set"));
}

void SpecOption::add_spec_to(Command& command, bool required) {
  Option option =
      command.text("SPEC", spec_,
                   "A TOML file (with a '/' or ending in .toml; - is standard input) or a preset");
  if (required) option.required();
  command
      .list("--set", overrides_,
            "key=value: sets a key of the spec; the value is a TOML value or a bare word")
      .type_name("KEY=VALUE");
}

spec::Spec SpecOption::load() const {
  if (!bundle_.empty()) return flow::spec_of_bundle(bundle_);
  if (spec_.empty()) {
    throw spec::SpecError("SPEC is required: a TOML file, a preset, or a bundle by --bundle DIR");
  }
  return spec::Spec::load(spec_, overrides_);
}

std::vector<std::filesystem::path> SpecOption::files() const {
  if (!bundle_.empty()) {
    std::vector<std::filesystem::path> files{bundle_ / "manifest.json"};
    for (const std::string& file : sim::Manifest::read(bundle_).files) {
      files.push_back(bundle_ / file);
    }
    return files;
  }
  if (!spec::names_file(spec_)) return {};
  return {spec_};
}

std::string SpecOption::command_line() const {
  if (!bundle_.empty()) return "--bundle " + shell_quoted(bundle_.string());
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
  // A file that grows beyond the user's limit (ulimit -f) is then a write that fails, with a
  // reason.
  std::signal(SIGXFSZ, SIG_IGN);
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
  add_synth(line);
  add_list(line);
  add_prepare(line);
  try {
    return flushed(line.run(argc, argv));
  } catch (const sim::Interrupted& interrupted) {
    if (!interrupted.kept().empty()) {
      fmt::print(stderr, "denim: interrupted; {}\n", interrupted.kept());
    }
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
