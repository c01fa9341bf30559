#include "sw/cli/operands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "gen/spec/layout.hpp"
#include "sw/cli/cli.hpp"
#include "sw/cli/output.hpp"
#include "sw/tensor/npy.hpp"
#include "sw/tensor/prune.hpp"
#include "sw/tensor/random.hpp"
#include "sw/tensor/smtx.hpp"

namespace denim::cli {

namespace {

// The seed's independent sequences.
enum class Use : std::uint64_t { values_of_a, values_of_b };

tensor::Rng rng_for(std::uint64_t seed, Use use) {
  return tensor::Rng(tensor::Rng(seed).next() + static_cast<std::uint64_t>(use));
}

tensor::Quantised quantise(const tensor::AnyMatrix& matrix, const std::string& name, int width) {
  try {
    return tensor::quantise(matrix, width);
  } catch (const tensor::TensorError& error) {
    throw tensor::TensorError(fmt::format("{}: {}", name, error.what()));
  }
}

int width_of(const spec::Spec& spec, spec::Carries carries) {
  return static_cast<int>(spec::value_width(spec, carries));
}

tensor::Matrix<float> draw(const Synthetic& layer, std::uint64_t seed) {
  tensor::Matrix<float> weights(layer.rows, layer.depth);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  for (float& weight : weights.values()) weight = static_cast<float>(rng.laplace(0.02));
  tensor::magnitude_prune(weights, layer.density);
  return weights;
}

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

tensor::AnyMatrix read_matrix(const std::filesystem::path& file, std::uint64_t seed, int bits) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension != ".smtx") return tensor::read_npy(file);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  return tensor::fill_pattern<std::int8_t>(tensor::read_smtx(file), std::min(bits, 8), rng);
}

tensor::Matrix<std::int32_t> random_b(std::size_t rows, std::size_t cols, std::uint64_t seed,
                                      int bits) {
  tensor::Matrix<std::int32_t> b(rows, cols);
  tensor::Rng rng = rng_for(seed, Use::values_of_b);
  const std::int64_t largest = (std::int64_t{1} << (std::min(bits, 8) - 1)) - 1;
  for (std::int32_t& value : b.values()) {
    value = static_cast<std::int32_t>(rng.uniform_int(-largest - 1, largest));
  }
  return b;
}

Operands OperandSource::load(const spec::Spec& spec) const {
  const int a_width = width_of(spec, spec::Carries::a);
  Operands operands;
  std::string a_name;
  if (const auto* drawn = std::get_if<Synthetic>(&a)) {
    a_name = "the synthetic layer";
    operands.a = quantise(draw(*drawn, seed), a_name, a_width);
  } else {
    const auto& file = std::get<std::filesystem::path>(a);
    a_name = file.string();
    operands.a = quantise(read_matrix(file, seed, a_width), a_name, a_width);
  }
  if (b.empty() && columns == 0) return operands;
  const int b_width = width_of(spec, spec::Carries::b);
  const std::size_t depth = operands.a.values.cols();
  operands.b = b.empty() ? tensor::Quantised{random_b(depth, columns, seed, b_width)}
                         : quantise(tensor::read_npy(b), b.string(), b_width);
  if (operands.b.values.rows() != depth) {
    throw tensor::TensorError(
        fmt::format("{} is {}×{} and {} is {}×{}; the columns of A must be the rows of B", a_name,
                    operands.a.values.rows(), depth, b.string(), operands.b.values.rows(),
                    operands.b.values.cols()));
  }
  return operands;
}

std::vector<std::filesystem::path> OperandSource::files() const {
  std::vector<std::filesystem::path> files;
  if (const auto* file = std::get_if<std::filesystem::path>(&a)) files.push_back(*file);
  if (!b.empty()) files.push_back(b);
  return files;
}

std::string OperandSource::command_line() const {
  const auto* drawn = std::get_if<Synthetic>(&a);
  std::string text =
      drawn != nullptr
          ? fmt::format("--synthetic {}x{}@{}", drawn->rows, drawn->depth, drawn->density)
          : "--a " + shell_quoted(std::get<std::filesystem::path>(a).string());
  if (!b.empty()) text += " --b " + shell_quoted(b.string());
  if (columns != 0) text += fmt::format(" --cols {}", columns);
  return text + fmt::format(" --seed {}", seed);
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
              "A, the sparse operand: .npy, or .smtx for a pattern with values from the seed")
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
  Option b = command.file("--b", source_.b, "B, the dense operand: .npy").type_name("FILE");
  Option columns = command
                       .number("--cols", source_.columns, 1, max_drawn,
                               "Columns of B, which is then int8 from the seed")
                       .type_name("J");
  a.excludes(synthetic);
  b.excludes(columns);
  command.number("--seed", source_.seed, 0, UINT64_MAX, "Seed of values and stalls (default 0)")
      .type_name("S");
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
  if (!source_.b.empty() || source_.columns != 0) {
    throw tensor::TensorError(
        fmt::format("{} multiplies nothing; leave --b and --cols out", engine.name));
  }
  return source_;
}

OperandSource OperandOptions::source() const {
  check_a();
  if (source_.b.empty() && source_.columns == 0) {
    throw tensor::TensorError(
        "B is missing: give --b FILE, or --cols J for J columns from the seed");
  }
  return source_;
}

}  // namespace denim::cli
