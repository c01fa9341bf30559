// The decoupled engine against its bounds: structured matrices, pruned layers, a network on RTL,
// and how fast the model is. Prints tables, and writes them as Markdown and JSON.
//
//   demm [--data FOLDER] [--md FILE] [--json FILE]
//
// The status is 1 where a limit is missed, 2 for bad input.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

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
  CLI::App app("The decoupled engine against its bounds");
  const fs::path folder = fs::path(DENIM_BINARY).parent_path() / "bench";
  std::string data;
  std::string markdown = (folder / "demm.md").string();
  std::string json = (folder / "demm.json").string();
  app.add_option("--data", data, "Folder with .smtx patterns and rn50_batchsizes.txt");
  app.add_option("--md", markdown, "Markdown to write");
  app.add_option("--json", json, "JSON to write");
  try {
    app.parse(argc, argv);
    return run(data, {markdown, json});
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const std::exception& error) {
    fmt::print(stderr, "demm: error: {}\n", error.what());
    return 2;
  }
}
