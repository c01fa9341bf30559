// denim decompose: what the terms of a series, or of every series of a menu, keep of a tensor.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "denim_version.hpp"
#include "gen/bundle/folder.hpp"
#include "gen/spec/schema.hpp"
#include "sim/interrupt.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/operands.hpp"
#include "sw/cli/output.hpp"
#include "sw/cli/reading.hpp"
#include "sw/cli/report.hpp"
#include "sw/cli/table.hpp"
#include "sw/engines/engine.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/structure.hpp"
#include "sw/tensor/file.hpp"
#include "sw/tensor/npy.hpp"
#include "sw/tensor/read.hpp"

namespace denim::cli {

namespace {

struct DecomposeOptions {
  std::filesystem::path file;
  std::string series;
  std::string menu;  // a spec; empty for one series
  std::filesystem::path folder;
  std::filesystem::path json;
  std::uint64_t seed = 0;
  ReadingOptions reading;
};

// A as it was read, and the ways to read the file by which it were N:M.
struct Read {
  tensor::Shape shape;
  tensor::AnyMatrix matrix;
  std::vector<tasd::Structure> others;
};

Read read(const DecomposeOptions& options, std::span<const tasd::Term> terms) {
  const tensor::Reading& reading = options.reading.reading();
  tensor::Tensor tensor = flow::read_a(options.file, options.seed, reading);
  flow::check_zero_point(reading, {&tensor});
  Read read;
  read.shape = flow::shape_of(tensor, options.file, reading);
  read.others = tasd::other_structures(tensor, read.shape, terms);
  read.matrix = tensor::arranged(std::move(tensor), read.shape);
  return read;
}

// What a series makes of a tensor.
struct Decomposed {
  tasd::Series series;
  tasd::Quality quality;
  double error = 0;  // ‖A−A*‖F / ‖A‖F, 0 where A is all zero
};

// In shares of the largest element, whose square is then neither too large nor too small.
template <class T>
double relative_error(const tensor::Matrix<T>& a, const tensor::Matrix<T>& residual) {
  double largest = 0;
  for (const T value : a.values()) {
    largest = std::max(largest, std::abs(static_cast<double>(value)));
  }
  if (largest == 0) return 0;
  const auto squares = [&](const tensor::Matrix<T>& matrix) {
    double sum = 0;
    for (const T value : matrix.values()) {
      const double share = static_cast<double>(value) / largest;
      sum += share * share;
    }
    return sum;
  };
  return std::sqrt(squares(residual) / squares(a));
}

// Leaves in `residual`, a copy of `original`, what the series drops, and shows each term as
// tasd::take_terms does, with the matrix's own type.
Decomposed take(const tensor::AnyMatrix& original, tensor::AnyMatrix& residual,
                const tasd::Series& series,
                const std::function<void(tensor::AnyMatrix kept, const tasd::TermStats&)>& visit) {
  Decomposed result{series, {}, 0};
  std::visit(
      [&]<class T>(tensor::Matrix<T>& left) {
        result.quality = tasd::take_terms<T>(
            left, series, [&](const tensor::Matrix<T>& kept, const tasd::TermStats& stats) {
              if (visit) visit(kept, stats);
            });
        result.error = relative_error(std::get<tensor::Matrix<T>>(original.values), left);
      },
      residual.values);
  return result;
}

// The options that read the file so.
std::string options_for(const tensor::Shape& shape) {
  tensor::Reading reading;
  reading.layouts = {shape.layout};
  reading.k_order = shape.k_order;
  reading.groups = shape.groups;
  reading.transpose = shape.transpose;
  return command_line(reading, tensor::Scaling::per_tensor).substr(1);
}

nlohmann::ordered_json tensor_json(const DecomposeOptions& options, const Read& read) {
  const tensor::AnyMatrix& matrix = read.matrix;
  nlohmann::ordered_json json;
  spec::add_schema(json);
  json["file"] = options.file.string();
  json["type"] = tensor::to_string(matrix.dtype);
  json["rows"] = matrix.rows();
  json["k"] = matrix.cols();
  add_shape(json, read.shape);
  auto& others = json["other_structures"] = nlohmann::ordered_json::array();
  for (const tasd::Structure& other : read.others) {
    nlohmann::ordered_json entry;
    entry["axis"] = other.shape.axis_along_row();
    entry["n"] = other.term.n;
    entry["m"] = other.term.m;
    entry["dropped_nonzeros"] = other.dropped;
    entry["dropped_nonzeros_as_read"] = other.dropped_as_read;
    add_shape(entry, other.shape);
    others.push_back(std::move(entry));
  }
  return json;
}

nlohmann::ordered_json series_json(const Decomposed& decomposed) {
  const tasd::Quality& quality = decomposed.quality;
  nlohmann::ordered_json json;
  json["series"] = decomposed.series.to_string();
  json["nnz"] = quality.nonzero_count;
  json["dropped_nonzeros"] = quality.dropped_nonzeros();
  json["dropped_magnitude"] = quality.dropped_magnitude();
  json["error"] = decomposed.error;
  json["executed_fraction"] = quality.executed_fraction();
  json["dropped_nonzeros_count"] = quality.dropped_count;
  json["terms"] = terms_json(quality);
  return json;
}

// What is said of every tensor.
void print_tensor(const Read& read, const tasd::Quality& quality) {
  fmt::print("{} × {} {}, {} non-zeros\n{}\n", read.matrix.rows(), read.matrix.cols(),
             tensor::to_string(read.matrix.dtype), with_separators(quality.nonzero_count),
             read.shape.to_string());
}

void print_others(const Read& read) {
  for (const tasd::Structure& other : read.others) {
    fmt::print(
        "hint: along axis {} the tensor is {}{}: {} would drop {} of its non-zeros, and as "
        "read drops {}; say {}\n",
        other.shape.axis_along_row(), other.dropped > 0 ? "almost " : "", other.term.to_string(),
        other.term.to_string(), percent(other.dropped), percent(other.dropped_as_read),
        options_for(other.shape));
  }
}

void print_series(const Read& read, const Decomposed& decomposed) {
  const tasd::Quality& quality = decomposed.quality;
  const auto share = [](double part, double whole) { return whole == 0 ? 0 : part / whole; };
  const auto line = [&](const std::string& name, std::size_t count, double magnitude) {
    fmt::print(
        "{:<10}{:>14}{:>12}{:>14}\n", name, with_separators(count),
        percent(share(static_cast<double>(count), static_cast<double>(quality.nonzero_count))),
        percent(share(magnitude, quality.magnitude)));
  };
  print_tensor(read, quality);
  fmt::print("{:<10}{:>14}{:>12}{:>14}\n", "term", "keeps", "non-zeros", "magnitude");
  for (const tasd::TermStats& stats : quality.terms) {
    line(stats.term.to_string(), stats.kept_count, stats.kept_magnitude);
  }
  line("left", quality.dropped_count, quality.dropped_magnitude_sum);
  fmt::print("executed fraction {:.4f}, error {:.2e}{}\n", quality.executed_fraction(),
             decomposed.error, quality.lossless() ? ", lossless" : "");
  print_others(read);
}

void check_json(const DecomposeOptions& options) {
  std::vector<std::filesystem::path> outputs;
  if (!options.json.empty()) outputs.push_back(options.json);
  std::vector<std::filesystem::path> inputs{tensor::file_of(options.file)};
  if (spec::names_file(options.menu)) inputs.push_back(options.menu);
  check_distinct(outputs, inputs);
  if (!options.json.empty()) check_writable(options.json);
}

void decompose(const DecomposeOptions& options) {
  const tasd::Series series = tasd::Series::parse(options.series);
  check_json(options);
  if (!options.folder.empty()) bundle::check_replaceable(options.folder, "terms");
  Progress progress;
  progress.show("decomposing");
  const Read read = cli::read(options, series.terms);
  const tensor::AnyMatrix& matrix = read.matrix;
  const sim::InterruptScope interrupt;  // a signal is to leave no half-written folder
  std::optional<bundle::NewFolder> folder;
  if (!options.folder.empty()) folder.emplace(options.folder, "terms");
  std::vector<std::string> files;
  const auto write = [&](const std::string& name, tensor::AnyMatrix values) {
    values.dtype = matrix.dtype;
    tensor::write_npy(folder->path() / name, values);
    files.push_back(name);
  };
  tensor::AnyMatrix residual = matrix;
  const Decomposed decomposed =
      take(matrix, residual, series, [&](tensor::AnyMatrix kept, const tasd::TermStats& stats) {
        interrupt.check();
        if (!folder) return;
        write(fmt::format("term{}_{}_{}.npy", files.size() + 1, stats.term.n, stats.term.m),
              std::move(kept));
      });
  if (folder) write("residual.npy", residual);

  nlohmann::ordered_json json = tensor_json(options, read);
  json.update(series_json(decomposed));
  const std::string metrics = json.dump(2);
  if (folder) {
    json["generator"] = "denim " DENIM_VERSION;
    json["kind"] = "terms";
    json["files"] = files;
    folder->write("manifest.json", json.dump(2) + "\n");
    interrupt.check();
  }
  // All of the folder is written before either takes its name: a full disk leaves neither.
  if (!options.json.empty()) tensor::write_file(options.json, {metrics, "\n"});
  if (folder) folder->commit();
  progress.clear();
  print_series(read, decomposed);
}

// Whether `longer` is `shorter` and more: where `shorter` is lossless, the rest keeps nothing.
bool begins_with(const tasd::Series& longer, const tasd::Series& shorter) {
  return longer.terms.size() > shorter.terms.size() &&
         std::equal(shorter.terms.begin(), shorter.terms.end(), longer.terms.begin());
}

void list_menu(const DecomposeOptions& options) {
  check_json(options);
  const spec::Spec spec = spec::Spec::load(options.menu);
  const std::vector<tasd::Series> menu = engines::find_engine(spec.engine().name).menu(spec);
  Progress progress;
  progress.show("decomposing");
  std::vector<tasd::Term> terms;
  for (const tasd::Series& series : menu) {
    terms.insert(terms.end(), series.terms.begin(), series.terms.end());
  }
  const Read read = cli::read(options, terms);
  const tensor::AnyMatrix& matrix = read.matrix;
  const sim::InterruptScope interrupt;
  std::vector<Decomposed> all;
  bool more = true;  // series that are not the last one with terms that keep nothing
  for (std::size_t i = 0; i < menu.size() && more; ++i) {
    interrupt.check();
    progress.show(fmt::format("decomposing, series {} of {}", i + 1, menu.size()));
    tensor::AnyMatrix residual = matrix;
    all.push_back(take(matrix, residual, menu[i], {}));
    more = !all.back().quality.lossless() ||
           !std::all_of(menu.begin() + static_cast<std::ptrdiff_t>(i) + 1, menu.end(),
                        [&](const tasd::Series& next) { return begins_with(next, menu[i]); });
  }
  progress.clear();

  nlohmann::ordered_json json = tensor_json(options, read);
  json["menu"] = options.menu;
  json["engine"] = spec.engine().name;
  auto& list = json["series"] = nlohmann::ordered_json::array();
  using enum Table::Align;
  Table table{fmt::format("menu of {}", spec.name()),
              {{"series", left},
               {"executed fraction"},
               {"non-zeros dropped"},
               {"magnitude dropped"},
               {"error"}},
              {},
              {}};
  for (const Decomposed& decomposed : all) {
    list.push_back(series_json(decomposed));
    const tasd::Quality& quality = decomposed.quality;
    table.rows.push_back(
        {decomposed.series.to_string(), fmt::format("{:.4f}", quality.executed_fraction()),
         percent(quality.dropped_nonzeros()), percent(quality.dropped_magnitude()),
         quality.lossless() ? "lossless" : fmt::format("{:.2e}", decomposed.error)});
  }
  if (all.size() < menu.size()) {
    table.notes.push_back(fmt::format("{} more only repeat the term, which keeps nothing more",
                                      menu.size() - all.size()));
  }
  if (!options.json.empty()) tensor::write_file(options.json, {json.dump(2), "\n"});
  print_tensor(read, all.front().quality);
  fmt::print("{}", table.to_text());
  print_others(read);
}

}  // namespace

void add_decompose(CommandLine& line) {
  Command command =
      line.subcommand("decompose", "Take a tensor apart into N:M terms, in its own type");
  auto options = std::make_shared<DecomposeOptions>();
  command
      .file(
          "FILE", options->file,
          ".npy, .npz (FILE:ARRAY), Matrix Market .mtx, or .smtx; a pattern gets int8 values from "
          "the seed; - is standard input")
      .required();
  Option series =
      command.text("--series", options->series, "Terms, such as 2:4, 2:4+2:8 or 2:4+lossless")
          .type_name("SERIES");
  Option menu =
      command
          .text("--menu", options->menu,
                "Instead of one series, list every one that the engine of a preset or TOML "
                "file offers, with its executed fraction, what it drops, and its error "
                "‖A−A*‖/‖A‖ (Frobenius norms)")
          .type_name("SPEC")
          .excludes(series);
  command.folder("-o,--output", options->folder, "Write each term and the residual as .npy")
      .excludes(menu);
  command.file("--json", options->json, "Write the metrics").type_name("FILE");
  command
      .number("--seed", options->seed, 0, UINT64_MAX, "Seed of the values of a pattern (default 0)")
      .type_name("S");
  options->reading.add_to(command);
  command.action([options, series, menu] {
    if (menu.given()) {
      list_menu(*options);
    } else if (series.given()) {
      decompose(*options);
    } else {
      throw tasd::SeriesError(
          "no terms are told: give --series SERIES, such as 2:4+2:8, or --menu SPEC");
    }
    return success;
  });
}

}  // namespace denim::cli
