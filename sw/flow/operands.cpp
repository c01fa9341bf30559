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
enum class Use : std::uint64_t { values_of_a, values_of_b, zeros_of_b };

tensor::Rng rng_for(std::uint64_t seed, Use use) {
  return tensor::Rng(tensor::Rng(seed).next() + static_cast<std::uint64_t>(use));
}

tensor::Quantised quantise(const tensor::AnyMatrix& matrix, const std::string& name, int width,
                           tensor::Scaling scaling = tensor::Scaling::per_tensor) {
  try {
    return tensor::quantise(matrix, width, scaling);
  } catch (const tensor::TensorError& error) {
    throw tensor::TensorError(fmt::format("{}: {}", name, error.what()));
  }
}

int width_of(const spec::Spec& spec, spec::Carries carries) {
  return static_cast<int>(spec::value_width(spec, carries));
}

tensor::Matrix<float> draw(const Synthetic& layer, std::uint64_t seed) {
  tensor::check_memory(layer.rows, layer.depth, tensor::working_copies * sizeof(float));
  tensor::Matrix<float> weights(layer.rows, layer.depth);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  for (float& weight : weights.values()) weight = static_cast<float>(rng.laplace(0.02));
  tensor::magnitude_prune(weights, layer.density);
  return weights;
}

tensor::Quantised as_it_is(tensor::Matrix<std::int32_t> integers) {
  tensor::Quantised result;
  result.values = std::move(integers);
  return result;
}

tensor::Tensor read_b(const std::filesystem::path& file, const tensor::Reading& reading) {
  tensor::TensorOrPattern read = tensor::read_tensor(file, reading.zero_point);
  auto* b = std::get_if<tensor::Tensor>(&read);
  if (b == nullptr) {
    throw tensor::FileError(tensor::input_name(file),
                            "is a pattern without values, as only A may be; B needs a file with "
                            "numbers, or --cols J for J columns from the seed");
  }
  if (b->shape.size() == 2) return std::move(*b);
  const std::string one_column =
      b->shape.size() == 1 ? fmt::format("; save it as ({}, 1)", b->shape[0]) : std::string();
  throw tensor::FileError(
      tensor::input_name(file),
      fmt::format("rank {} tensor, shape {}; B is a matrix of K rows and J columns{}",
                  b->shape.size(), tensor::to_string(b->shape), one_column));
}

// A and what taking it apart makes of it, in the tensor's type.
void check_fits_memory(const tensor::Tensor& tensor, const tensor::Shape& shape) {
  const std::size_t element =
      std::visit([]<class T>(const tensor::Matrix<T>&) { return sizeof(T); }, tensor.values);
  tensor::check_memory(shape.rows(), shape.cols(), tensor::working_copies * element);
}

// In which order K is, is B's business too.
void check_order_is_told(const std::string& a, const tensor::Shape& shape, const std::string& b) {
  if (!shape.order_counts()) return;
  using tensor::KOrder;
  throw tensor::TensorError(fmt::format(
      "{} is of rank {} and {} of rank 2, whose rows are k: say --k-order {}, which is {}, or "
      "--k-order {}, which is {}",
      a, shape.tensor.size(), b, tensor::to_string(KOrder::channel_last),
      tensor::formula(KOrder::channel_last), tensor::to_string(KOrder::channel_first),
      tensor::formula(KOrder::channel_first)));
}

}  // namespace

tensor::Tensor read_a(const std::filesystem::path& file, std::uint64_t seed,
                      const tensor::Reading& reading, int bits) {
  tensor::TensorOrPattern read = tensor::read_tensor(file, reading.zero_point);
  if (auto* tensor = std::get_if<tensor::Tensor>(&read)) return std::move(*tensor);
  tensor::Rng rng = rng_for(seed, Use::values_of_a);
  return tensor::AnyMatrix(
      tensor::fill_pattern<std::int8_t>(std::get<tensor::Pattern>(read), std::min(bits, 8), rng));
}

tensor::Shape shape_of(const tensor::Tensor& tensor, const std::filesystem::path& file,
                       const tensor::Reading& reading) {
  try {
    const tensor::Shape shape = tensor::shape_of(tensor.shape, reading);
    // The other A's have the size of the file, which was judged when it was read.
    if (shape.groups > 1) check_fits_memory(tensor, shape);
    return shape;
  } catch (const tensor::TensorError& error) {
    throw tensor::FileError(tensor::input_name(file), error.what());
  }
}

void check_zero_point(const tensor::Reading& reading,
                      std::initializer_list<const tensor::AnyMatrix*> read) {
  if (!reading.zero_point) return;
  for (const tensor::AnyMatrix* matrix : read)
    if (matrix->dtype == tensor::Dtype::kUint8) return;
  throw tensor::TensorError(
      "--zero-point: only uint8 elements have one, and nothing that is read is uint8; leave it "
      "out");
}

tensor::Matrix<std::int32_t> random_b(std::size_t rows, std::size_t cols, std::uint64_t seed,
                                      int bits, double density) {
  tensor::Matrix<std::int32_t> b(rows, cols);
  tensor::Rng rng = rng_for(seed, Use::values_of_b);
  const std::int64_t largest = (std::int64_t{1} << (std::min(bits, 8) - 1)) - 1;
  for (std::int32_t& value : b.values()) {
    value = static_cast<std::int32_t>(rng.uniform_int(-largest - 1, largest));
  }
  if (density == 1) return b;
  tensor::Rng kept = rng_for(seed, Use::zeros_of_b);
  for (std::int32_t& value : b.values())
    if (!kept.bernoulli(density)) value = 0;
  return b;
}

namespace {

using tensor::Matrix;

Matrix<std::int32_t> transposed(const Matrix<std::int32_t>& matrix) {
  Matrix<std::int32_t> result(matrix.cols(), matrix.rows());
  for (std::size_t r = 0; r < matrix.rows(); ++r)
    for (std::size_t c = 0; c < matrix.cols(); ++c) result(c, r) = matrix(r, c);
  return result;
}

// Leaves in `b` what the series keeps.
SeriesOfB take_series(Matrix<std::int32_t>& b, const tasd::Series& series) {
  Matrix<std::int32_t> left = transposed(b);
  tasd::Quality quality = tasd::take_terms<std::int32_t>(
      left, series, [](const Matrix<std::int32_t>&, const tasd::TermStats&) {});
  SeriesOfB taken{series, std::move(quality), transposed(left)};
  for (std::size_t i = 0; i < b.size(); ++i) b.values()[i] -= taken.dropped.values()[i];
  return taken;
}

}  // namespace

Operands OperandSource::load(const spec::Spec& spec) const {
  const int a_width = width_of(spec, spec::Carries::a);
  tensor::Tensor tensor;
  std::string a_name = "the synthetic layer";
  if (const auto* drawn = std::get_if<Synthetic>(&a)) {
    tensor = tensor::AnyMatrix(draw(*drawn, seed));
  } else {
    const auto& file = std::get<std::filesystem::path>(a);
    a_name = tensor::input_name(file);
    tensor = read_a(file, seed, reading, a_width);
  }
  Operands operands;
  operands.shape = shape_of(tensor, a_name, reading);
  const std::string b_name = tensor::input_name(b);
  if (!b.empty() && !reading.k_order) check_order_is_told(a_name, operands.shape, b_name);
  operands.a_file = tensor::arranged(std::move(tensor), operands.shape);
  operands.a = quantise(operands.a_file, a_name, a_width, a_scaling);
  const tensor::AnyMatrix b_file = b.empty() ? tensor::AnyMatrix() : read_b(b, reading);
  check_zero_point(reading, {&operands.a_file, &b_file});
  if (b.empty() && columns == 0) return operands;
  const int b_width = width_of(spec, spec::Carries::b);
  const std::size_t depth = operands.a.values.cols();
  operands.b = b.empty() ? as_it_is(random_b(depth, columns, seed, b_width, b_density))
                         : quantise(b_file, b_name, b_width);
  if (operands.b.values.rows() != depth) {
    throw tensor::TensorError(
        fmt::format("{} is {}×{} and {} is {}×{}; the columns of A must be the rows of B", a_name,
                    operands.a.values.rows(), depth, tensor::input_name(b),
                    operands.b.values.rows(), operands.b.values.cols()));
  }
  if (b_series) operands.b_series = take_series(operands.b.values, *b_series);
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
