// Two sparse operands: engines of 512 multipliers on pruned layers times a B with zeros, by their
// exact models. Prints tables, and writes them as Markdown and JSON.
//
//   dual [--data FOLDER] [--md FILE] [--json FILE]
//
// With --md the section of this bench in that file is replaced, and the rest of it stays. The
// status is 1 where a limit is missed, 2 for bad input.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "sw/cli/command.hpp"

#include "tests/bench/support/dual.hpp"
#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/section.hpp"

int main(int argc, char** argv) {
  using namespace denim;
  namespace fs = std::filesystem;
  cli::CommandLine line("dual", "Two sparse operands");
  std::string data;
  fs::path markdown;
  fs::path json = fs::path(DENIM_BINARY).parent_path() / "bench" / "dual.json";
  line.text(
      "--data", data,
      "Folder with dlmc/ (and squeezenet_net/), or what is in dlmc/; synthetic layers without");
  line.file("--md", markdown, "Markdown in which the section is replaced");
  line.file("--json", json, "JSON to write");
  line.action([&] {
    const fs::path folder =
        fs::is_directory(fs::path(data) / "dlmc") ? fs::path(data) / "dlmc" : fs::path(data);
    bench::Report report("Two sparse operands");
    bench::DualBench bench(report);
    bench.run(data.empty() ? bench::synthetic_layers() : bench::read_layers(folder), data.empty());
    if (const auto products = bench::masked_layers(data); !products.empty())
      bench.run("Activations of a photograph", "activations",
                "Layers of SqueezeNet, with the zeros that their inputs had for one photograph, "
                "and values from the seed. Weights are the pruned network's where `DATA` has them, "
                "else random, a third of them non-zero.",
                products);
    bench.run("Sparse matrices times themselves", "power_law",
              "Matrices of 1,024 and 2,048 rows and 16 draws a row, whose rows and columns have "
              "non-zeros by power laws of exponents 0.5 and 0.8.",
              bench::power_law_products());
    const int status = report.finish({{}, json});
    if (!markdown.empty())
      bench::replace_section(markdown, "dual", bench::one_level_down(report.markdown()));
    return status;
  });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "dual: error: {}\n", error.what());
    return 2;
  }
}
