// Where the operands of a GEMM come from: files, or a seed.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "gen/spec/spec.hpp"
#include "sw/tensor/matrix.hpp"
#include "sw/tensor/quantise.hpp"

namespace denim::cli {

struct Operands {
  tensor::Quantised a;  // R×K
  tensor::Quantised b;  // K×J
};

// A file as a matrix of its own type; a pattern (.smtx) gets non-zero integers of at most 8 bits
// from the seed. Throws tensor::TensorError.
tensor::AnyMatrix read_matrix(const std::filesystem::path& file, std::uint64_t seed, int bits = 8);

// K×J integers of at most 8 bits from the seed.
tensor::Matrix<std::int32_t> random_b(std::size_t rows, std::size_t cols, std::uint64_t seed,
                                      int bits);

// --a, --b, --cols and --seed.
class OperandOptions {
 public:
  void add_to(CLI::App& command);
  // Throws tensor::TensorError with the file's name.
  Operands load(const spec::Spec& spec) const;
  std::uint64_t seed() const { return seed_; }
  std::string command_line() const;

 private:
  std::filesystem::path a_;
  std::filesystem::path b_;
  std::uint64_t columns_ = 0;
  std::uint64_t seed_ = 0;
};

// The layer of `denim demo`: 256 × 1152 Laplace weights pruned by magnitude to 90 % zeros, times
// 196 columns of integers.
Operands demo_operands(const spec::Spec& spec, std::uint64_t seed);

}  // namespace denim::cli
