// Area of the TASD unit in its forms, as Yosys maps it to two FPGA families, and beside the PEs
// that it serves. Prints tables, and writes them as Markdown and JSON.
//
//   tasd_area [--seconds S] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 where something is wrong.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>

#include "sw/cli/command.hpp"

#include "tests/bench/support/tasd_area.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  cli::CommandLine line("tasd_area", "Area of the TASD unit");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  std::uint64_t seconds = 600;
  std::filesystem::path markdown = folder / "tasd_area.md";
  std::filesystem::path json = folder / "tasd_area.json";
  line.number("--seconds", seconds, 1, 86400, "Time limit of each run of Yosys");
  line.file("--md", markdown, "Markdown to write");
  line.file("--json", json, "JSON to write");
  line.action([&] {
    bench::Report report("Area of the TASD unit");
    bench::TasdAreaBench(report, static_cast<int>(seconds)).run();
    return report.finish({markdown.string(), json.string()});
  });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "tasd_area: error: {}\n", error.what());
    return 2;
  }
}
