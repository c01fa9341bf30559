// Area of the 1-write N-read memory and of the whole decoupled engine in its forms, as Yosys maps
// them to two FPGA families. Prints tables, and writes them as Markdown and JSON. Takes long.
//
//   area [--seconds S] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 where something is wrong.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>

#include "sw/cli/command.hpp"

#include "tests/bench/support/area.hpp"
#include "tests/bench/support/report.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  cli::CommandLine line("area", "Area of the decoupled engine");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  std::uint64_t seconds = 1800;
  std::filesystem::path markdown = folder / "area.md";
  std::filesystem::path json = folder / "area.json";
  line.number("--seconds", seconds, 1, 86400, "Time limit of each run of Yosys");
  line.file("--md", markdown, "Markdown to write");
  line.file("--json", json, "JSON to write");
  line.action([&] {
    bench::Report report("Area of the decoupled engine");
    bench::AreaBench(report, static_cast<int>(seconds)).run();
    return report.finish({markdown.string(), json.string()});
  });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "area: error: {}\n", error.what());
    return 2;
  }
}
