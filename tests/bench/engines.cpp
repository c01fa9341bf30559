// Engines side by side: all presets with as many multipliers as dense_ws, on the layers of pruned
// networks and on structured weights, on RTL. Prints tables, and writes them as Markdown and JSON.
//
//   engines [--data FOLDER] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 for bad input.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>

#include "sw/cli/command.hpp"

#include "tests/bench/support/engines.hpp"
#include "tests/bench/support/report.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  cli::CommandLine line("engines", "Engines side by side");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  std::string data;
  std::filesystem::path markdown = folder / "engines.md";
  std::filesystem::path json = folder / "engines.json";
  line.text("--data", data, "Folder with dlmc/ and squeezenet/; synthetic layers without");
  line.file("--md", markdown, "Markdown to write");
  line.file("--json", json, "JSON to write");
  line.action([&] {
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
    return report.finish({markdown.string(), json.string()});
  });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "engines: error: {}\n", error.what());
    return 2;
  }
}
