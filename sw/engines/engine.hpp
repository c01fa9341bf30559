// What an engine's compiler offers: a GEMM of N:M terms in, a program and its exact cycles out.
// One file an engine (sw/engines/<engine>.cpp) registers itself under the engine's name.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sw/program/program.hpp"
#include "sw/tasd/series.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::engines {

// Operands that the engine cannot take: shapes that do not fit, values beyond the spec's widths, an
// accumulator that could overflow. what() is a whole message.
class OperandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// C[R×J] = (A₁ + A₂ + …)·B. The terms, all R×K, run one after the other into the same accumulators.
struct Gemm {
  std::span<const tensor::Matrix<std::int32_t>> terms;  // at least one
  const tensor::Matrix<std::int32_t>& b;                // K×J
};

struct Compiled {
  program::Program program;
  std::uint64_t cycles = 0;  // without stalls, as the engine contract counts them
  std::uint64_t beats = 0;   // of the stream that carries the schedule
};

struct Engine {
  std::string name;
  // The term that `lossless` repeats where the series names none.
  std::function<tasd::Term(const spec::Spec&)> own_term;
  // Throws OperandError.
  std::function<Compiled(const spec::Spec&, const Gemm&)> compile;
};

// Throws std::out_of_range for a name without a compiler.
const Engine& find_engine(std::string_view name);

struct Registration {
  explicit Registration(Engine engine);
};

// The checks that every compiler begins with: shapes fit, values fit the widths, and no row of C
// can overflow `acc_width` bits in any order of accumulation, by Σ|a|·max|b| over the real
// operands. Throws OperandError.
void check_operands(const Gemm& gemm, unsigned a_width, unsigned b_width, unsigned acc_width);

}  // namespace denim::engines
