#include "sw/cli/cli.hpp"

#include <fmt/format.h>

#include <csignal>
#include <exception>

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

std::string SpecOption::command_line() const {
  std::string text = shell_quoted(spec_);
  for (const std::string& set : overrides_) text += " --set " + shell_quoted(set);
  return text;
}

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
  add_decompose(app, status);
  add_list(app, status);
  try {
    app.parse(argc, argv);
    return status;
  } catch (const CLI::Success& request) {  // --help and --version
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    const auto chosen = app.get_subcommands();
    const std::string what = chosen.empty() && argc > 1 && argv[1][0] != '-'
                                 ? fmt::format("'{}' is no command", argv[1])
                                 : error.what();
    fmt::print(stderr, "denim: error: {}; see denim {}--help\n", what,
               chosen.empty() ? "" : chosen.front()->get_name() + " ");
    return bad_input;
  } catch (const sim::Interrupted& interrupted) {
    // All is cleaned up: the signal may now do what it does to any program.
    std::signal(interrupted.signal(), SIG_DFL);
    std::raise(interrupted.signal());
    return bad_input;
  } catch (const std::exception& error) {
    fmt::print(stderr, "denim: error: {}\n", error.what());
    return bad_input;
  }
}

}  // namespace denim::cli
