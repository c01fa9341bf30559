// denim gen: a spec becomes a bundle.
#include <fmt/format.h>

#include <memory>

#include "gen/bundle/bundle.hpp"
#include "sim/interrupt.hpp"
#include "sw/cli/cli.hpp"

namespace denim::cli {

namespace {

struct GenOptions {
  SpecOption spec;
  std::filesystem::path folder;
};

void gen(const GenOptions& options) {
  const bundle::Bundle bundle = bundle::generate(options.spec.load());
  const std::filesystem::path folder =
      options.folder.empty() ? std::filesystem::path("build") / bundle.folder : options.folder;
  {
    const sim::InterruptScope interrupt;  // a signal is to leave no half-written folder
    bundle::write(bundle, folder);
  }
  fmt::print("bundle  {}\ntop     {}\n", folder.string(), bundle.top);
}

}  // namespace

void add_gen(CommandLine& line) {
  Command command = line.subcommand("gen", "Write the RTL bundle of a spec");
  auto options = std::make_shared<GenOptions>();
  options->spec.add_to(command);
  command.folder("-o,--output", options->folder,
                 "The bundle's folder (default: build/NAME-HASH below the current one)");
  command.action([options] {
    gen(*options);
    return success;
  });
}

}  // namespace denim::cli
