// Area of every preset on an FPGA, and the clock of those with 64 multipliers, by `denim synth`'s
// flow. One design at a time; what was measured before with the same design and tools is not
// measured again, so that the bench can be stopped and goes on where it was.
//
//   fpga [--only PRESET]... [--yosys COMMAND] [--seconds S] [--md FILE] [--json FILE]
//
// With --md the section of this bench in that file is replaced, and the rest of it stays. The
// status is 2 where something is wrong.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "sw/cli/command.hpp"

#include "tests/bench/support/fpga.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/section.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  cli::CommandLine line("fpga", "Area and clock of every preset");
  const std::filesystem::path folder = std::filesystem::path(DENIM_BINARY).parent_path() / "bench";
  std::uint64_t seconds = 1800;
  std::vector<std::string> only;
  std::string yosys = "yosys";
  std::filesystem::path markdown;
  std::filesystem::path json = folder / "fpga.json";
  line.list("--only", only, "Measure this preset, and show what is known of the others");
  line.text("--yosys", yosys, "The Yosys for designs that are routed, which are flat");
  line.number("--seconds", seconds, 1, 86400, "Time limit of each run of Yosys");
  line.file("--md", markdown, "Markdown in which the section is replaced");
  line.file("--json", json, "JSON to write");
  line.action([&] {
    bench::Report report("Area and clock");
    bench::FpgaBench(report, folder / "fpga_designs", yosys, static_cast<int>(seconds)).run(only);
    if (!markdown.empty())
      bench::replace_section(markdown, "fpga", bench::one_level_down(report.markdown()));
    return report.finish({{}, json});
  });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "fpga: error: {}\n", error.what());
    return 2;
  }
}
