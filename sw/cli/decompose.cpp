// denim decompose: what the terms of a series keep of a tensor.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "denim_version.hpp"
#include "gen/bundle/folder.hpp"
#include "sim/interrupt.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/report.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tensor/file.hpp"
#include "sw/tensor/npy.hpp"

namespace denim::cli {

namespace {

struct DecomposeOptions {
  std::filesystem::path file;
  std::string series;
  std::filesystem::path folder;
  std::filesystem::path json;
  std::uint64_t seed = 0;
};

nlohmann::ordered_json to_json(const DecomposeOptions& options, const tasd::Series& series,
                               const tensor::AnyMatrix& matrix, const tasd::Quality& quality) {
  nlohmann::ordered_json json;
  json["file"] = options.file.string();
  json["series"] = series.to_string();
  json["type"] = tensor::to_string(matrix.dtype);
  json["rows"] = matrix.rows();
  json["k"] = matrix.cols();
  json["nnz"] = quality.nonzero_count;
  json["dropped_nonzeros"] = quality.dropped_nonzeros();
  json["dropped_magnitude"] = quality.dropped_magnitude();
  json["executed_fraction"] = quality.executed_fraction();
  json["dropped_nonzeros_count"] = quality.dropped_count;
  json["terms"] = terms_json(quality);
  return json;
}

void print_table(const tensor::AnyMatrix& matrix, const tasd::Quality& quality) {
  const auto share = [](double part, double whole) { return whole == 0 ? 0 : part / whole; };
  const auto line = [&](const std::string& name, std::size_t count, double magnitude) {
    fmt::print(
        "{:<10}{:>14}{:>12}{:>14}\n", name, with_separators(count),
        percent(share(static_cast<double>(count), static_cast<double>(quality.nonzero_count))),
        percent(share(magnitude, quality.magnitude)));
  };
  fmt::print("{} × {} {}, {} non-zeros\n", matrix.rows(), matrix.cols(),
             tensor::to_string(matrix.dtype), with_separators(quality.nonzero_count));
  fmt::print("{:<10}{:>14}{:>12}{:>14}\n", "term", "keeps", "non-zeros", "magnitude");
  for (const tasd::TermStats& stats : quality.terms) {
    line(stats.term.to_string(), stats.kept_count, stats.kept_magnitude);
  }
  line("left", quality.dropped_count, quality.dropped_magnitude_sum);
  fmt::print("executed fraction {:.4f}{}\n", quality.executed_fraction(),
             quality.lossless() ? ", lossless" : "");
}

void decompose(const DecomposeOptions& options) {
  const tasd::Series series = tasd::Series::parse(options.series);
  if (!options.json.empty()) check_writable(options.json);
  if (!options.folder.empty()) bundle::check_replaceable(options.folder, "terms");
  Progress progress;
  progress.show("decomposing");
  const tensor::AnyMatrix matrix = read_matrix(options.file, options.seed);
  const sim::InterruptScope interrupt;  // a signal is to leave no half-written folder
  std::optional<bundle::NewFolder> folder;
  if (!options.folder.empty()) folder.emplace(options.folder, "terms");
  tensor::AnyMatrix residual = matrix;
  std::vector<std::string> files;
  const auto write = [&](const std::string& name, tensor::AnyMatrix values) {
    interrupt.check();
    if (!folder) return;
    values.dtype = matrix.dtype;
    tensor::write_npy(folder->path() / name, values);
    files.push_back(name);
  };
  const tasd::Quality quality = std::visit(
      [&]<class T>(tensor::Matrix<T>& left) {
        return tasd::take_terms<T>(
            left, series, [&](const tensor::Matrix<T>& kept, const tasd::TermStats& stats) {
              write(fmt::format("term{}_{}_{}.npy", files.size() + 1, stats.term.n, stats.term.m),
                    kept);
            });
      },
      residual.values);
  write("residual.npy", residual);

  nlohmann::ordered_json json = to_json(options, series, matrix, quality);
  if (!options.json.empty()) tensor::write_file(options.json, {json.dump(2), "\n"});
  if (folder) {
    json["generator"] = "denim " DENIM_VERSION;
    json["kind"] = "terms";
    json["files"] = files;
    folder->write("manifest.json", json.dump(2) + "\n");
    interrupt.check();
    folder->commit();
  }
  progress.clear();
  print_table(matrix, quality);
}

}  // namespace

void add_decompose(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("decompose", "Take a tensor apart into N:M terms, in its own type");
  auto options = std::make_shared<DecomposeOptions>();
  command
      ->add_option("FILE", options->file,
                   ".npy, or .smtx for a pattern with int8 values from the seed")
      ->required();
  command->add_option("--series", options->series, "Terms, such as 2:4, 2:4+2:8 or 2:4+lossless")
      ->type_name("SERIES")
      ->required();
  command->add_option("-o,--output", options->folder, "Write each term and the residual as .npy")
      ->type_name("DIR");
  command->add_option("--json", options->json, "Write the metrics")->type_name("FILE");
  add_number(*command, "--seed", options->seed, 0, UINT64_MAX,
             "Seed of the values of a pattern (default 0)")
      ->type_name("S");
  command->callback([options, &status] {
    decompose(*options);
    status = success;
  });
}

}  // namespace denim::cli
