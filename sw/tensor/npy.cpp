#include "sw/tensor/npy.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <string>
#include <type_traits>

#include "sw/tensor/file.hpp"
#include "sw/tensor/half.hpp"
#include "sw/tensor/memory.hpp"
#include "sw/tensor/npy_header.hpp"

namespace denim::tensor {

namespace {

static_assert(std::endian::native == std::endian::little,
              "elements are copied between file and memory as they are");

/// The element type of a file that is copied bit by bit, and what it becomes in memory.
template <class T>
T load_element(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

struct Half {
  std::uint16_t bits;
};

template <>
Half load_element<Half>(const char* from) {
  return {load_element<std::uint16_t>(from)};
}

/// The upper half of a float.
struct Bfloat {
  std::uint16_t bits;
};

template <>
Bfloat load_element<Bfloat>(const char* from) {
  return {load_element<std::uint16_t>(from)};
}

struct Boolean {
  bool value;
};

template <>
Boolean load_element<Boolean>(const char* from) {
  return {*from != 0};
}

template <class T>
T in_memory(T value) {
  return value;
}

float in_memory(Half half) { return half_to_float(half.bits); }
float in_memory(Bfloat half) { return bfloat_to_float(half.bits); }
std::int8_t in_memory(Boolean truth) { return truth.value ? 1 : 0; }
std::int16_t in_memory(std::uint8_t value) { return value; }

/// The elements as a matrix of shape[0] rows. `InFile` is their type in the file.
template <class InFile>
AnyMatrix load(const NpyHeader& header, std::string_view data) {
  using T = decltype(in_memory(InFile{}));
  const std::size_t rows = header.shape[0];
  const std::size_t cols = data.size() / sizeof(InFile) / rows;
  AnyMatrix any = Matrix<T>(rows, cols);
  any.dtype = header.dtype;  // which may be narrower than what holds it
  Matrix<T>& matrix = std::get<Matrix<T>>(any.values);
  if (!header.fortran_order) {
    if constexpr (std::is_same_v<T, InFile>) {
      std::memcpy(matrix.data(), data.data(), data.size());
    } else {
      for (std::size_t i = 0; i < matrix.size(); ++i)
        matrix.values()[i] = in_memory(load_element<InFile>(data.data() + i * sizeof(InFile)));
    }
    return any;
  }

  // Fortran order: the first index runs fastest. `index` counts the others through, and `column` is
  // where they lead to.
  const std::vector<std::size_t>& shape = header.shape;
  std::vector<std::size_t> index(shape.size(), 0);
  const char* from = data.data();
  for (std::size_t column = 0; from != data.data() + data.size();) {
    for (std::size_t row = 0; row < rows; ++row, from += sizeof(InFile))
      matrix(row, column) = in_memory(load_element<InFile>(from));
    std::size_t step = cols;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
      step /= shape[axis];
      column += step;
      if (++index[axis] < shape[axis]) break;
      column -= step * shape[axis];
      index[axis] = 0;
    }
  }
  return any;
}

AnyMatrix load_any(const NpyHeader& header, std::string_view data) {
  switch (header.dtype) {
    case Dtype::kInt8:
      return load<std::int8_t>(header, data);
    case Dtype::kInt16:
      return load<std::int16_t>(header, data);
    case Dtype::kInt32:
      return load<std::int32_t>(header, data);
    case Dtype::kInt64:
      return load<std::int64_t>(header, data);
    case Dtype::kFloat16:
      return load<Half>(header, data);
    case Dtype::kFloat32:
      return load<float>(header, data);
    case Dtype::kFloat64:
      return load<double>(header, data);
    case Dtype::kBfloat16:
      return load<Bfloat>(header, data);
    case Dtype::kUint8:
      return load<std::uint8_t>(header, data);
    case Dtype::kBool:
      return load<Boolean>(header, data);
  }
  throw TensorError("unknown Dtype");
}

/// Refuses shapes that denim has no use for, and files whose length is not what the shape says.
void check_shape(const NpyHeader& header, std::size_t data_size, const std::string& path) {
  const auto& shape = header.shape;
  const std::string shown = to_string(shape);
  if (shape.empty())
    throw FileError(path, "rank 0 tensor, a single number; a matrix has at least rank 2");
  std::size_t bytes = file_size_of(header.dtype);
  for (const std::size_t dimension : shape) {
    if (dimension == 0)
      throw FileError(path, fmt::format("shape {} has no elements; every dimension must be at "
                                        "least 1",
                                        shown));
    if (__builtin_mul_overflow(bytes, dimension, &bytes))
      throw FileError(path, fmt::format("the size of shape {} overflows 64 bits", shown));
  }
  if (data_size != bytes)
    throw FileError(path, fmt::format("{}: shape {} of {} takes {} bytes, {} follow the header",
                                      data_size < bytes ? "truncated or mislabelled"
                                                        : "mislabelled or with something after "
                                                          "the data",
                                      shown, to_string(header.dtype), bytes, data_size));
}

void check_zero_point(Dtype dtype, std::optional<int> zero_point, const std::string& name) {
  if (dtype == Dtype::kUint8 && !zero_point)
    throw FileError(name,
                    "unsigned elements ('|u1'), and nothing says which of them stands for 0; say "
                    "so with --zero-point Z, 0 to 255 (128 is usual, 0 behind a ReLU)");
}

/// The elements as they stand in a file. `scratch` keeps them where they differ from memory.
std::string_view file_bytes(const AnyMatrix& matrix, std::string& scratch,
                            const std::string& path) {
  if (matrix.dtype == Dtype::kFloat16 || matrix.dtype == Dtype::kBfloat16) {
    const auto& floats = std::get<Matrix<float>>(matrix.values);
    scratch.resize(floats.size() * sizeof(std::uint16_t));
    for (std::size_t i = 0; i < floats.size(); ++i) {
      const auto half = matrix.dtype == Dtype::kFloat16 ? half_from_float(floats.values()[i])
                                                        : bfloat_from_float(floats.values()[i]);
      if (!half)
        throw FileError(
            path, fmt::format("row {}, column {}: {} is not a {}; write float32", i / floats.cols(),
                              i % floats.cols(), floats.values()[i], to_string(matrix.dtype)));
      std::memcpy(scratch.data() + i * sizeof *half, &*half, sizeof *half);
    }
    return scratch;
  }
  return std::visit(
      [](const auto& values) {
        return std::string_view(reinterpret_cast<const char*>(values.data()),
                                values.values().size_bytes());
      },
      matrix.values);
}

}  // namespace

Tensor parse_npy(std::string_view bytes, const std::string& name, std::optional<int> zero_point) {
  const NpyHeader header = parse_npy_header(bytes, name);
  check_zero_point(header.dtype, zero_point, name);
  const std::string_view data = bytes.substr(header.data_offset);
  check_shape(header, data.size(), name);
  const std::size_t element = file_size_of(header.dtype);
  check_working_memory(name, header.shape[0], data.size() / element / header.shape[0], element);
  Tensor tensor(load_any(header, data), header.shape);
  if (header.dtype == Dtype::kUint8)
    for (std::int16_t& value : std::get<Matrix<std::int16_t>>(tensor.values).values())
      value = static_cast<std::int16_t>(value - *zero_point);
  try {
    check_finite(tensor);
  } catch (const ElementError& error) {
    throw FileError(name, error.what());
  }
  return tensor;
}

Tensor read_npy(const std::filesystem::path& path, std::optional<int> zero_point) {
  return parse_npy(read_file(path), input_name(path), zero_point);
}

void write_npy(const std::filesystem::path& path, const AnyMatrix& matrix) {
  std::string scratch;
  const std::string_view data = file_bytes(matrix, scratch, path.string());
  const Dtype dtype = matrix.dtype == Dtype::kUint8  ? Dtype::kInt16
                      : matrix.dtype == Dtype::kBool ? Dtype::kInt8
                                                     : matrix.dtype;
  write_file(path, {make_npy_header(dtype, matrix.rows(), matrix.cols()), data});
}

}  // namespace denim::tensor
