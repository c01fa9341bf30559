#include "sw/cli/operands.hpp"

#include <fmt/format.h>

#include <algorithm>

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

int width_of(const spec::Spec& spec, std::string_view key) {
  return static_cast<int>(spec.integer(key));
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

void OperandOptions::add_to(CLI::App& command) {
  command
      .add_option("--a", a_,
                  "A, the sparse operand: .npy, or .smtx for a pattern with values from the seed")
      ->type_name("FILE")
      ->required();
  CLI::Option* b = command.add_option("--b", b_, "B, the dense operand: .npy")->type_name("FILE");
  CLI::Option* columns = add_number(command, "--cols", columns_, 1, 1 << 24,
                                    "Columns of B, which is then int8 from the seed")
                             ->type_name("J");
  b->excludes(columns);
  add_number(command, "--seed", seed_, 0, UINT64_MAX, "Seed of values and stalls (default 0)")
      ->type_name("S");
}

Operands OperandOptions::load(const spec::Spec& spec) const {
  const bool multiplies = spec.engine().multiplies();
  if (!multiplies && (!b_.empty() || columns_ != 0)) {
    throw tensor::TensorError(
        fmt::format("{} multiplies nothing; leave --b and --cols out", spec.engine().name));
  }
  if (multiplies && b_.empty() && columns_ == 0) {
    throw tensor::TensorError(
        "B is missing: give --b FILE, or --cols J for J columns from the seed");
  }
  const int a_width = width_of(spec, "a_width");
  Operands operands;
  operands.a = quantise(read_matrix(a_, seed_, a_width), a_.string(), a_width);
  if (!multiplies) return operands;
  const int b_width = width_of(spec, "b_width");
  const std::size_t depth = operands.a.values.cols();
  operands.b = b_.empty() ? tensor::Quantised{random_b(depth, columns_, seed_, b_width)}
                          : quantise(tensor::read_npy(b_), b_.string(), b_width);
  if (operands.b.values.rows() != depth) {
    throw tensor::TensorError(
        fmt::format("{} is {}×{} and {} is {}×{}; the columns of A must be the rows of B",
                    a_.string(), operands.a.values.rows(), depth, b_.string(),
                    operands.b.values.rows(), operands.b.values.cols()));
  }
  return operands;
}

std::string OperandOptions::command_line() const {
  std::string text = "--a " + shell_quoted(a_.string());
  if (!b_.empty()) text += " --b " + shell_quoted(b_.string());
  if (columns_ != 0) text += fmt::format(" --cols {}", columns_);
  return fmt::format("{} --seed {}", text, seed_);
}

Operands demo_operands(const spec::Spec& spec, std::uint64_t seed) {
  constexpr std::size_t rows = 256;
  constexpr std::size_t depth = 1152;
  constexpr std::size_t columns = 196;
  constexpr double density = 0.1;
  tensor::Matrix<float> weights(rows, depth);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  for (float& weight : weights.values()) weight = static_cast<float>(rng.laplace(0.02));
  tensor::magnitude_prune(weights, density);
  return {quantise(weights, "demo layer", width_of(spec, "a_width")),
          tensor::Quantised{random_b(depth, columns, seed, width_of(spec, "b_width"))}};
}

}  // namespace denim::cli
