// What an engine's compiler offers: a workload in, a schedule with its exact cycles and a program
// out.
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
#include "sw/engines/streams.hpp"
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

inline const tensor::Matrix<std::int32_t> no_matrix;

// What an engine is asked: A·B, with A as the sum of its parts, or A alone where the engine takes
// no B. It must outlive what is made of it.
struct Workload {
  const tensor::Matrix<std::int32_t>& a;  // R×K; may be left empty where there are parts
  // What A is taken apart into, all R×K; none: the engine takes it apart itself. Their sum is what
  // is computed with, which may be less than A.
  std::span<const Term> parts = {};
  const tensor::Matrix<std::int32_t>& b = no_matrix;  // K×J
  // A is zero but for so many blocks of one size along its diagonal: R/groups × K/groups, both
  // whole. An engine whose work follows the non-zeros takes A as it is; one that would multiply the
  // zeros between the blocks too goes from group to group, and computes on the blocks alone.
  std::size_t groups = 1;

  std::size_t rows() const { return parts.empty() ? a.rows() : parts.front().rows(); }
  std::size_t depth() const { return parts.empty() ? a.cols() : parts.front().cols(); }
};

// What is computed with: the sum of the parts, or A where there are none.
tensor::Matrix<std::int32_t> sum_of_parts(const Workload& workload);

// How many rows and columns of A, and columns of B, fill an engine once.
struct Extent {
  std::int64_t rows = 0;
  std::int64_t depth = 0;
  std::int64_t columns = 0;
};

// Cycles without stalls, as the engine contract counts them, and where they go: the causes are the
// engine's own, in its order, and add up to the cycles.
struct Cost {
  struct Cause {
    std::string name;
    std::uint64_t cycles = 0;
  };
  // Beats of a stream, as they pass the port.
  struct Traffic {
    std::string stream;
    std::uint64_t beats = 0;
    std::uint64_t stored = 0;  // of them: repeats count once
  };
  // What else is counted. Of an engine with accumulators: accumulator_reads, sums that are taken up
  // again to be added to or to leave, and accumulator_writes, sums that are put down or cleared.
  struct Count {
    std::string name;  // of the report
    std::uint64_t number = 0;
  };
  std::uint64_t cycles = 0;
  std::vector<Cause> by_cause;
  std::vector<Count> counts;
  std::vector<Traffic> streams;  // in the order of the engine's tables

  const Traffic& stream(std::string_view name) const;  // throws std::out_of_range
  // There are so many cycles, for a cause that may be new.
  void grow(std::string_view cause, std::uint64_t to);
};

// A workload ordered for one engine.
class Schedule {
 public:
  virtual ~Schedule() = default;
  // The exact cycle model, as if beats passed the ports as they are and no stream were bounded:
  // works from the tiles of the schedule, not from its beats. engines::cost tells it otherwise.
  virtual Cost cost() const = 0;
  // The exact model of any streams: takes every beat of the program when it is offered and the
  // engine takes it, and gives every result when it comes.
  virtual void play(Streams& streams) const = 0;
  // What A was taken apart into, where the engine did that itself.
  virtual std::vector<tasd::TermStats> taken() const { return {}; }
  // Leaves the schedule without its beats, which become the program's: to be called once.
  virtual program::Program program() = 0;
};

struct Engine {
  std::string name = {};  // that of its tables
  // What `lossless` stands for: a series, or one without terms where the schedule takes A apart,
  // tile by tile. A unit that takes terms in hardware has its own, which may drop something.
  std::function<tasd::Series(const spec::Spec&)> lossless;
  // The series that a user chooses from, the cheapest first.
  std::function<std::vector<tasd::Series>(const spec::Spec&)> menu;
  // Why it cannot run a series, and what it can; empty where it can. None: it runs every series.
  std::function<std::string(const spec::Spec&, const tasd::Series&)> refuses = {};
  std::function<Extent(const spec::Spec&)> fills;
  // Is asked by engines::schedule, which has checked the workload. Throws OperandError for a part
  // whose pattern the engine does not have.
  std::function<std::unique_ptr<Schedule>(const spec::Spec&, const Workload&)> schedule;
};

// Throws std::out_of_range for a name without a compiler.
const Engine& find_engine(std::string_view name);

// A series that a spec's engine can run, from its text. Throws OperandError, SeriesError.
tasd::Series parse_series(const std::string& text, const spec::Spec& spec);

// A workload ordered for the spec's engine. Throws OperandError where it cannot be taken: shapes
// that do not fit together, a size of 0, a value that is wider than the spec's, or a row of C that
// could overflow `acc_width` bits in some order of accumulation, by Σ|a|·max|b| over the operands.
std::unique_ptr<Schedule> schedule(const spec::Spec& spec, const Workload& workload);

// The cost of a schedule for the spec, whose results may leave in parts (result_bound), where
// streams of its engine may be bounded. For each of those there is one cause more, <stream>_bound:
// the cycles that it adds to those of the streams whose beats take longer in all, and to what the
// engine takes anyway.
Cost cost(const spec::Spec& spec, const Schedule& schedule,
          const program::StreamBits& bounded = {});

struct Compiled {
  program::Program program;
  Cost cost;
};
// Schedule, cost and program in one. Throws OperandError.
Compiled compile(const spec::Spec& spec, const Workload& workload,
                 const program::StreamBits& bounded = {});

// An engine adds itself with one static Registration in its folder here: its tables, its generator
// and its compiler, so that none of them can be missing.
struct Registration {
  Registration(const spec::EngineDeclaration& tables, generators::Generate generate, Engine engine);
};

}  // namespace denim::engines
