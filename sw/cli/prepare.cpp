// denim prepare: what the simulators of all engines share, compiled before the first run.
#include "sim/simulator.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/output.hpp"

namespace denim::cli {

void add_prepare(CommandLine& line) {
  Command command = line.subcommand(
      "prepare", "Compile what all simulators share, so that the first run need not");
  command.action([] {
    Progress progress;
    sim::BuildOptions options;
    options.progress = [&](std::string_view text) { progress.show(text); };
    sim::build_runtimes(options);
    return success;
  });
}

}  // namespace denim::cli
