// Where the operands of a GEMM come from: files, or a seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>

#include "gen/spec/spec.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"
#include "sw/tensor/quantise.hpp"
#include "sw/tensor/shape.hpp"

namespace denim::flow {

// A B of which a series keeps a part.
struct SeriesOfB {
  tasd::Series series;
  tasd::Quality quality;
  tensor::Matrix<std::int32_t> dropped;  // B − B*, K×J
};

struct Operands {
  tensor::Quantised a;                // R×K
  tensor::Quantised b;                // K×J; B* where there is a series of B
  std::optional<SeriesOfB> b_series;  // what that left out
  tensor::AnyMatrix a_file;           // A before it was quantised
  tensor::Shape shape;                // how A was read
};

// Laplace weights as of a trained layer, pruned by magnitude to the density, 0 < density ≤ 1.
struct Synthetic {
  std::uint64_t rows = 0;
  std::uint64_t depth = 0;
  double density = 1;
};

// The most rows, columns and k of what is drawn from a seed.
inline constexpr std::uint64_t max_drawn = 1 << 24;

// One GEMM, before any of it is read or drawn.
struct OperandSource {
  std::variant<std::filesystem::path, Synthetic> a;
  std::filesystem::path b;    // empty: `columns` of integers
  std::uint64_t columns = 0;  // of B, where no file gives them; 0 and no file: there is no B
  std::uint64_t seed = 0;     // of all that is drawn
  tensor::Reading reading = {};
  tensor::Scaling a_scaling = tensor::Scaling::per_tensor;
  double b_density = 1;  // of a drawn B this share of the values is kept; 0 < b_density ≤ 1
  // Taken of each column of B along K, as of activations; only what it keeps is multiplied.
  std::optional<tasd::Series> b_series = {};

  // Quantised to the a_width and b_width of the spec. Throws tensor::TensorError with the file's
  // name; also where B comes from a file and `reading` leaves open in which order its rows are.
  Operands load(const spec::Spec& spec) const;
  std::vector<std::filesystem::path> files() const;  // that are read
};

// A's file, as tensor::read_tensor takes it, as a tensor of its own type; a pattern gets non-zero
// integers of at most 8 bits from the seed. Throws tensor::TensorError.
tensor::Tensor read_a(const std::filesystem::path& file, std::uint64_t seed,
                      const tensor::Reading& reading = {}, int bits = 8);
// How it is A. Throws tensor::TensorError with the file's name; also where its groups make an A
// that does not fit the memory.
tensor::Shape shape_of(const tensor::Tensor& tensor, const std::filesystem::path& file,
                       const tensor::Reading& reading);

// Refuses a zero point where nothing that was read is uint8. Throws tensor::TensorError.
void check_zero_point(const tensor::Reading& reading,
                      std::initializer_list<const tensor::AnyMatrix*> read);

// K×J integers of at most 8 bits from the seed, of which that share is kept and the others are
// zero.
tensor::Matrix<std::int32_t> random_b(std::size_t rows, std::size_t cols, std::uint64_t seed,
                                      int bits, double density = 1);

// The layer of `denim demo`: 256 × 1152 at 90 % zeros, times 196 columns.
inline const OperandSource demo_layer{Synthetic{256, 1152, 0.1}, {}, 196, 0};

}  // namespace denim::flow
