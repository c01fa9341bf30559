#include "sw/cli/cli.hpp"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "denim_version.hpp"
#include "sim/error.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

void SpecOption::add_to(CLI::App& command, const std::string& default_spec) {
  spec_ = default_spec;
  CLI::Option* option =
      command.add_option("SPEC", spec_, "A TOML file (with a '/' or ending in .toml) or a preset");
  if (default_spec.empty()) option->required();
  command
      .add_option("--set", overrides_,
                  "key=value: sets a key of the spec; the value is a TOML value or a bare word")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
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

CLI::Option* add_number(CLI::App& command, const std::string& name, std::uint64_t& value,
                        std::uint64_t min, std::uint64_t max, const std::string& meaning) {
  const auto parse = [min, max](const std::string& text, std::uint64_t& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && number >= min && number <= max;
  };
  return command
      .add_option_function<std::string>(
          name, [parse, &value](const std::string& text) { parse(text, value); }, meaning)
      ->check([parse, min, max](const std::string& text) {
        std::uint64_t number = 0;
        if (parse(text, number)) return std::string();
        return fmt::format("'{}' is no whole number from {} to {}", text, min, max);
      });
}

CLI::Option* add_series(CLI::App& command, std::string& series) {
  return command
      .add_option("--series", series,
                  "Terms of A, such as 2:4+2:8 or 2:4+lossless (default lossless: the engine's own "
                  "N:M, repeated, or the cheapest of its menu tile by tile)")
      ->type_name("SERIES");
}

CLI::Option* add_stall(CLI::App& command, double& stall) {
  return command
      .add_option("--stall", stall,
                  "Probability, 0 up to but not 1, that a stream stalls in a cycle")
      ->type_name("P")
      ->check([](const std::string& text) {
        double value = -1;
        return CLI::detail::lexical_cast(text, value) && value >= 0 && value < 1
                   ? std::string()
                   : fmt::format("'{}' is no probability with 0 ≤ P < 1", text);
      });
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
  CLI::App app{
      "Denim takes sparse tensors apart into N:M terms, generates the engine that multiplies "
      "them, and checks its RTL bit by bit and cycle by cycle."};
  app.name("denim");
  app.set_version_flag("--version", "denim " DENIM_VERSION);
  app.require_subcommand(1);
  int status = success;
  add_gen(app, status);
  add_run(app, status);
  add_demo(app, status);
  add_compile(app, status);
  add_compare(app, status);
  add_decompose(app, status);
  add_list(app, status);
  add_prepare(app, status);
  try {
    app.parse(argc, argv);
    return flushed(status);
  } catch (const CLI::Success& request) {  // --help and --version
    return flushed(app.exit(request));
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    const std::string what =
        chosen.empty() && argc > 1
            ? fmt::format("'{}' is no {}", argv[1], argv[1][0] == '-' ? "option" : "command")
            : error.what();
    fmt::print(stderr, "denim: error: {}; see denim {}--help\n", what,
               chosen.empty() ? "" : chosen.front()->get_name() + " ");
    return bad_input;
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
