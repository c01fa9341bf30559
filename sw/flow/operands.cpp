#include "sw/flow/operands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/spec/layout.hpp"
#include "sw/tensor/file.hpp"
#include "sw/tensor/memory.hpp"
#include "sw/tensor/prune.hpp"
#include "sw/tensor/random.hpp"
#include "sw/tensor/read.hpp"
#include "sw/tensor/smtx.hpp"

namespace denim::flow {

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

tensor::AnyMatrix read_b(const std::filesystem::path& file, const tensor::ReadOptions& options) {
  tensor::Tensor read = tensor::read_tensor(file, options);
  if (auto* matrix = std::get_if<tensor::AnyMatrix>(&read)) return std::move(*matrix);
  throw tensor::FileError(tensor::input_name(file),
                          "is a pattern without values, as only A may be; B needs a file with "
                          "numbers, or --cols J for J columns from the seed");
}

tensor::Matrix<float> draw(const Synthetic& layer, std::uint64_t seed) {
  tensor::check_memory(layer.rows, layer.depth, tensor::working_copies * sizeof(float));
  tensor::Matrix<float> weights(layer.rows, layer.depth);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  for (float& weight : weights.values()) weight = static_cast<float>(rng.laplace(0.02));
  tensor::magnitude_prune(weights, layer.density);
  return weights;
}

}  // namespace

tensor::AnyMatrix read_matrix(const std::filesystem::path& file, std::uint64_t seed,
                              const tensor::ReadOptions& options, int bits) {
  tensor::Tensor read = tensor::read_tensor(file, options);
  if (auto* matrix = std::get_if<tensor::AnyMatrix>(&read)) return std::move(*matrix);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  return tensor::fill_pattern<std::int8_t>(std::get<tensor::Pattern>(read), std::min(bits, 8), rng);
}

void check_zero_point(const tensor::ReadOptions& options,
                      std::initializer_list<const tensor::AnyMatrix*> read) {
  if (!options.zero_point) return;
  for (const tensor::AnyMatrix* matrix : read)
    if (matrix->dtype == tensor::Dtype::kUint8) return;
  throw tensor::TensorError(
      "--zero-point: only uint8 elements have one, and nothing that is read is uint8; leave it "
      "out");
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
  std::string a_name = "the synthetic layer";
  tensor::AnyMatrix a_read;
  if (const auto* drawn = std::get_if<Synthetic>(&a)) {
    a_read = draw(*drawn, seed);
  } else {
    const auto& file = std::get<std::filesystem::path>(a);
    a_name = tensor::input_name(file);
    a_read = read_matrix(file, seed, read, a_width);
  }
  operands.a = quantise(a_read, a_name, a_width);
  const tensor::AnyMatrix b_read = b.empty() ? tensor::AnyMatrix() : read_b(b, read);
  check_zero_point(read, {&a_read, &b_read});
  if (b.empty() && columns == 0) return operands;
  const int b_width = width_of(spec, spec::Carries::b);
  const std::size_t depth = operands.a.values.cols();
  operands.b = b.empty() ? tensor::Quantised{random_b(depth, columns, seed, b_width)}
                         : quantise(b_read, tensor::input_name(b), b_width);
  if (operands.b.values.rows() != depth) {
    throw tensor::TensorError(
        fmt::format("{} is {}×{} and {} is {}×{}; the columns of A must be the rows of B", a_name,
                    operands.a.values.rows(), depth, tensor::input_name(b),
                    operands.b.values.rows(), operands.b.values.cols()));
  }
  return operands;
}

std::vector<std::filesystem::path> OperandSource::files() const {
  std::vector<std::filesystem::path> files;
  const auto* file = std::get_if<std::filesystem::path>(&a);
  if (file != nullptr && !file->empty()) files.push_back(tensor::file_of(*file));
  if (!b.empty()) files.push_back(tensor::file_of(b));
  return files;
}

}  // namespace denim::flow
