// Area of the 1-write N-read memory and of the whole decoupled engine in its forms, as Yosys maps
// them to two FPGA families. Prints tables, and writes them as Markdown and JSON. Takes long.
//
//   area [--seconds S] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 where something is wrong.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <string>

#include "tests/bench/support/area.hpp"
#include "tests/bench/support/report.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  CLI::App app("Area of the decoupled engine");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  int seconds = 1800;
  std::string markdown = (folder / "area.md").string();
  std::string json = (folder / "area.json").string();
  app.add_option("--seconds", seconds, "Time limit of each run of Yosys")
      ->check(CLI::Range(1, 86400));
  app.add_option("--md", markdown, "Markdown to write");
  app.add_option("--json", json, "JSON to write");
  try {
    app.parse(argc, argv);
    bench::Report report("Area of the decoupled engine");
    bench::AreaBench(report, seconds).run();
    return report.finish({markdown, json});
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const std::exception& error) {
    fmt::print(stderr, "area: error: {}\n", error.what());
    return 2;
  }
}
