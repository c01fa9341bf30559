// Engines side by side: all presets with as many multipliers as dense_ws, on the layers of pruned
// networks and on structured weights, on RTL. Prints tables, and writes them as Markdown and JSON.
//
//   engines [--data FOLDER] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 for bad input.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <string>

#include "tests/bench/support/engines.hpp"
#include "tests/bench/support/report.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  CLI::App app("Engines side by side");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  std::string data;
  std::string markdown = (folder / "engines.md").string();
  std::string json = (folder / "engines.json").string();
  app.add_option("--data", data, "Folder with dlmc/ and squeezenet/; synthetic layers without");
  app.add_option("--md", markdown, "Markdown to write");
  app.add_option("--json", json, "JSON to write");
  try {
    app.parse(argc, argv);
    bench::Report report("Engines side by side");
    report.paragraph(
        "Written by `make bench-engines`. Every preset with 512 multipliers on the same operands, "
        "int8: the generated RTL of each, every output held against one golden result, and every "
        "run's "
        "cycles against the exact model. Speed-ups are over `dense_ws`, the plain "
        "weight-stationary "
        "systolic array of as many multipliers, in cycles; they say nothing of the clock that each "
        "engine reaches, nor of its area. The engines are our reconstructions of published ideas.");
    bench::EnginesBench engines(report, folder / "compared");
    for (const bench::Network& network : bench::networks(data)) engines.run(network);
    engines.structured_section();
    return report.finish({markdown, json});
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const std::exception& error) {
    fmt::print(stderr, "engines: error: {}\n", error.what());
    return 2;
  }
}
