#include "sw/cli/operands.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "sw/cli/output.hpp"
#include "sw/tensor/file.hpp"

namespace denim::cli {

namespace {

using flow::max_drawn;
using flow::OperandSource;
using flow::Synthetic;

// RxK@D, nothing where the text is none.
std::optional<Synthetic> parse_synthetic(std::string_view text) {
  Synthetic layer;
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto take = [&](auto& number, char behind) {
    const auto [stop, error] = std::from_chars(at, end, number);
    if (error != std::errc() || (behind != 0 ? stop == end || *stop != behind : stop != end)) {
      return false;
    }
    at = stop + (behind != 0);
    return true;
  };
  const bool right = take(layer.rows, 'x') && take(layer.depth, '@') && take(layer.density, 0) &&
                     layer.rows >= 1 && layer.rows <= max_drawn && layer.depth >= 1 &&
                     layer.depth <= max_drawn && layer.density > 0 && layer.density <= 1;
  return right ? std::optional(layer) : std::nullopt;
}

}  // namespace

std::string command_line(const flow::OperandSource& source) {
  const auto* drawn = std::get_if<flow::Synthetic>(&source.a);
  std::string text =
      drawn != nullptr
          ? fmt::format("--synthetic {}x{}@{}", drawn->rows, drawn->depth, drawn->density)
          : "--a " + shell_quoted(std::get<std::filesystem::path>(source.a).string());
  if (!source.b.empty()) text += " --b " + shell_quoted(source.b.string());
  if (source.columns != 0) text += fmt::format(" --cols {}", source.columns);
  if (source.b_density != 1) text += fmt::format(" --b-density {}", source.b_density);
  if (source.b_series) text += " --series-b " + source.b_series->to_string();
  return text + command_line(source.reading, source.a_scaling) +
         fmt::format(" --seed {}", source.seed);
}

void OperandOptions::add_to(Command& command) {
  Option a =
      command
          .each(
              "--a",
              [this](const std::string& file) {
                source_.a = std::filesystem::path(file);
                has_a_ = true;
              },
              "A, the sparse operand: .npy, .npz (FILE:ARRAY), Matrix Market .mtx, or .smtx; a "
              "pattern gets values from the seed; - is standard input")
          .type_name("FILE");
  Option synthetic =
      command
          .each(
              "--synthetic",
              [this](const std::string& text) {
                source_.a = parse_synthetic(text).value();
                has_a_ = true;
              },
              "Instead of --a: R rows and K columns of Laplace weights from the seed, pruned by "
              "magnitude to the density D")
          .type_name("RxK@D")
          .check([](const std::string& text) {
            return parse_synthetic(text)
                       ? std::string()
                       : fmt::format(
                             "'{}' is no RxK@D with R and K from 1 to {} and 0 < D ≤ 1, "
                             "such as 256x1152@0.1",
                             text, max_drawn);
          });
  Option b = command.file("--b", source_.b, "B: .npy, .npz or .mtx").type_name("FILE");
  Option columns = command
                       .number("--cols", source_.columns, 1, max_drawn,
                               "Columns of B, which is then int8 from the seed")
                       .type_name("J");
  Option density = command
                       .density("--b-density", source_.b_density,
                                "Share of the values of such a B that are kept, by the seed; the "
                                "others are zero (default 1)")
                       .type_name("D");
  command
      .each(
          "--series-b",
          [this](const std::string& text) { source_.b_series = tasd::Series::parse(text); },
          "Series that is taken of each column of B, along K, as of activations, such as 4:8; only "
          "what it keeps is multiplied")
      .type_name("SERIES")
      .check([](const std::string& text) {
        try {
          tasd::Series::parse(text);
          return std::string();
        } catch (const tasd::SeriesError& error) {
          return std::string(error.what());
        }
      });
  reading_.add_to(command);
  reading_.exclude_from(synthetic, command);
  add_a_scale(command, source_.a_scaling);
  a.excludes(synthetic);
  b.excludes(columns);
  b.excludes(density);
  command.number("--seed", source_.seed, 0, UINT64_MAX, "Seed of values and stalls (default 0)")
      .type_name("S");
}

std::vector<std::filesystem::path> OperandOptions::files() const {
  if (!given()) return {};
  return source_.files();
}

OperandSource OperandOptions::shared() const {
  OperandSource shared;
  shared.seed = source_.seed;
  shared.b_density = source_.b_density;
  shared.b_series = source_.b_series;
  shared.reading = reading_.reading();
  shared.a_scaling = source_.a_scaling;
  return shared;
}

bool OperandOptions::given() const { return has_a_ || !source_.b.empty() || source_.columns != 0; }

void OperandOptions::check_a() const {
  if (has_a_) return;
  throw tensor::TensorError(
      "A is missing: give --a FILE, or --synthetic RxK@D for weights from the seed");
}

OperandSource OperandOptions::source(const spec::EngineDeclaration& engine) const {
  if (engine.takes_b()) return source();
  check_a();
  if (!source_.b.empty() || source_.columns != 0 || source_.b_density != 1 || source_.b_series ||
      reading_.reading().groups != 1) {
    throw tensor::TensorError(fmt::format(
        "{} multiplies nothing; leave --b, --cols, --b-density, --series-b and --groups out",
        engine.name));
  }
  return read_source();
}

OperandSource OperandOptions::source() const {
  check_a();
  if (source_.b.empty() && source_.columns == 0) {
    throw tensor::TensorError(
        "B is missing: give --b FILE, or --cols J for J columns from the seed");
  }
  return read_source();
}

OperandSource OperandOptions::read_source() const {
  OperandSource source = source_;
  source.reading = reading_.reading();
  return source;
}

}  // namespace denim::cli
