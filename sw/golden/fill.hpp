// What must come back from an engine: the values of the results, put where the program says that
// they lie.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::golden {

/// A program that does not bring every result exactly once. what() says which.
class ProgramError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Fills the values of `results`, of the program's rows and columns, into the beats of all its
/// outputs, in place of what values they had; beyond the matrix they are zero. Of an engine whose
/// results are taken apart (EngineDeclaration::taken), the pairs of each beat, and what is left of
/// its values.
///
/// Throws ProgramError unless each output brings each element once, or a row that the program takes
/// for zero, is zero and is not brought.
void fill(const spec::Spec& spec, const tensor::Matrix<std::int64_t>& results,
          program::Program& program);

/// A pair of a value and its index in its block; both 0 where there is none.
struct Pair {
  std::int64_t value = 0;
  std::uint64_t index = 0;
};

/// Takes the terms from a beat of values, whose length every M divides; the values become what is
/// left. Pairs come term by term, in a term block by block, in a block by falling magnitude, alike
/// ones by rising index.
std::vector<Pair> take_pairs(std::vector<std::int64_t>& values,
                             const std::vector<spec::Pattern>& terms);

}  // namespace denim::golden
