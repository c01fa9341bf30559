// The decoupled engine against its bounds: structured matrices, pruned layers, a network on RTL,
// and how fast the model is. Prints tables, and writes them as Markdown and JSON.
//
//   demm [--data FOLDER] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 for bad input.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>

#include <vector>
#include "sw/cli/command.hpp"

#include "gen/spec/spec.hpp"
#include "tests/bench/support/demm_layers.hpp"
#include "tests/bench/support/demm_rtl.hpp"
#include "tests/bench/support/layers.hpp"
#include "tests/bench/support/report.hpp"
#include "tests/bench/support/rtl.hpp"

namespace {

using namespace denim;
namespace fs = std::filesystem;

int run(const std::string& data, const bench::Outputs& outputs) {
  const std::vector<bench::Layer> layers =
      data.empty() ? bench::synthetic_layers() : bench::read_layers(data);
  const std::string source =
      data.empty() ? fmt::format(
                         "Synthetic layers from a seed: shapes of pruned ResNet-50 and "
                         "Transformer layers, each element non-zero with probability {}",
                         bench::synthetic_density)
                   : fmt::format(
                         "{} sparsity patterns that the user gave (DATA), of which the "
                         "values are drawn from a seed",
                         layers.size());
  bench::Report report("The decoupled engine against its bounds");
  report.paragraph(
      "Written by `make bench-demm`. Engine: preset `demm_8_128_64`, 512 multipliers, and what the "
      "columns say.");
  report.json()["layers_are"] = data.empty() ? "synthetic" : "given";
  const bench::Rtl rtl(spec::Spec::load("demm_8_128_64"));
  bench::structured_section(report, rtl);
  bench::LayersSection(report, source).run(layers);
  bench::network_section(report, rtl, layers);
  return report.finish(outputs);
}

}  // namespace

int main(int argc, char** argv) {
  cli::CommandLine line("demm", "The decoupled engine against its bounds");
  const fs::path folder = fs::path(DENIM_BINARY).parent_path() / "bench";
  std::string data;
  fs::path markdown = folder / "demm.md";
  fs::path json = folder / "demm.json";
  line.text("--data", data, "Folder with .smtx patterns and rn50_batchsizes.txt");
  line.file("--md", markdown, "Markdown to write");
  line.file("--json", json, "JSON to write");
  line.action([&] { return run(data, {markdown.string(), json.string()}); });
  try {
    return line.run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "demm: error: {}\n", error.what());
    return 2;
  }
}
