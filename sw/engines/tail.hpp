// What the tail of an engine gives, by the rows of C requantised.
#pragma once

#include <cstdint>

#include "gen/spec/spec.hpp"
#include "sim/program/program.hpp"
#include "sw/tensor/matrix.hpp"

namespace denim::engines {

// The settings of the tail: `scale`, `shift`, `relu`.
struct TailSettings {
  std::uint32_t scale = 1;
  unsigned shift = 0;
  bool relu = false;
};

// Adds the settings to a program for a spec with a tail, and, where the tail takes rows apart, the
// beats of `c`. `c` is C requantised and becomes what the field `data` of those beats holds:
// without a series itself, else the residual. What lies beyond C is zero.
void add_tail(const spec::Spec& spec, const TailSettings& settings, program::Program& program,
              tensor::Matrix<std::int64_t>& c);

}  // namespace denim::engines
