// What an engine's compiler offers: a GEMM of N:M terms in, a schedule with its exact cycles and a
// program out.
// Each has a folder, sw/engines/<engine>, which registers it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gen/engines/engine.hpp"
#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"
#include "sw/tasd/decompose.hpp"
#include "sw/tasd/series.hpp"
#include "sw/tensor/csr.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::engines {

// Operands that the engine cannot take: shapes that do not fit, values beyond the spec's widths, an
// accumulator that could overflow. what() is a whole message.
class OperandError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A term of A, and the pattern that it was taken by; without one it is any matrix.
struct Term : tensor::Csr<std::int32_t> {
  using Csr::Csr;
  Term(const tensor::Matrix<std::int32_t>& kept, tasd::Term taken_by)
      : Csr(kept), pattern(taken_by) {}
  tasd::Term pattern = {};
};

// Cycles without stalls, as the engine contract counts them, and where they go: the causes are the
// engine's own, in its order, and add up to the cycles.
struct Cost {
  struct Cause {
    std::string name;
    std::uint64_t cycles = 0;
  };
  std::uint64_t cycles = 0;
  std::uint64_t beats = 0;     // of the stream that carries the schedule
  std::uint64_t a_stored = 0;  // beats of the sparse operand that are kept: repeats count once
  std::uint64_t b_beats = 0;   // of the dense operand
  std::vector<Cause> by_cause;
};

// C[R×J] = (A₁ + A₂ + …)·B, ordered for one engine: all that does not depend on the values of B.
class Schedule {
 public:
  virtual ~Schedule() = default;
  // The exact cycle model: works from the tiles of the schedule, not from its beats.
  virtual Cost cost() const = 0;
  // What A was taken apart into, where the engine chose the terms itself (Engine::chooses).
  virtual std::vector<tasd::TermStats> taken() const { return {}; }
  // Throws OperandError where B (K×J) does not fit. Leaves the schedule without its beats, which
  // become the program's: to be called once.
  virtual program::Program program(const tensor::Matrix<std::int32_t>& b) = 0;
};

struct Compiled {
  program::Program program;
  Cost cost;
};

struct Engine {
  std::string name = {};  // that of its tables
  // The term that `lossless` repeats where the series names none.
  std::function<tasd::Term(const spec::Spec&)> own_term;
  // The series that a user chooses from, the cheapest first; the last is lossless for every A.
  std::function<std::vector<tasd::Series>(const spec::Spec&)> menu;
  // The terms, all R×K and at least one, are added up; B has `columns` columns. Throws
  // OperandError, also for a term whose pattern the engine does not have.
  std::function<std::unique_ptr<Schedule>(const spec::Spec&, std::span<const Term> terms,
                                          std::size_t columns)>
      schedule;
  // `lossless` alone hands A over as one term without a pattern, and the schedule takes it apart,
  // tile by tile.
  bool chooses = false;
  // Of an engine that multiplies nothing (spec::EngineDeclaration::multiplies), in place of
  // `schedule`: the one series that it takes, and what it makes of A. Throws OperandError.
  std::function<tasd::Series(const spec::Spec&)> own_series = {};
  std::function<Compiled(const spec::Spec&, const tensor::Matrix<std::int32_t>& a)> transform = {};
};

// Throws std::out_of_range for a name without a compiler.
const Engine& find_engine(std::string_view name);

// Schedule, cost and program in one: C = (A₁ + A₂ + …)·B. Throws OperandError.
Compiled compile(const spec::Spec& spec, std::span<const Term> terms,
                 const tensor::Matrix<std::int32_t>& b);

// An engine adds itself with one static Registration in its folder here: its tables, its generator
// and its compiler, so that none of them can be missing.
struct Registration {
  Registration(const spec::EngineDeclaration& tables, generators::Generate generate, Engine engine);
};

// The checks that every compiler makes. All throw OperandError.
//
// A: at least one term, all of one shape, every size of A and B (A's columns × `columns`) at least
// 1, values that fit `a_width` bits.
void check_terms(std::span<const Term> terms, std::size_t columns, unsigned a_width);
// The same of an A that nothing is multiplied with.
void check_a(const tensor::Matrix<std::int32_t>& a, unsigned a_width);
// B: `depth` × `columns`, as the schedule was made for, values that fit `b_width` bits.
void check_b(const tensor::Matrix<std::int32_t>& b, std::size_t depth, std::size_t columns,
             unsigned b_width);

// No row of C may overflow `acc_width` bits in any order of accumulation, by Σ|a|·max|b| over the
// real operands: max|b| of each row of B, and the verdict on a row's sum.
class AccumulatorBound {
 public:
  AccumulatorBound(const tensor::Matrix<std::int32_t>& b, unsigned acc_width);
  std::int64_t largest(std::size_t b_row) const { return largest_[b_row]; }
  void check(std::size_t row, std::int64_t sum) const;

 private:
  std::vector<std::int64_t> largest_;
  unsigned acc_width_;
};

}  // namespace denim::engines
