// What the compiler of `demm` made, taken apart to be spoilt.
#pragma once

#include "tests/engines/program_bugs.hpp"
#include "tests/support/demm_beats.hpp"
#include "tests/support/demm_specs.hpp"

namespace denim::test::engines {

struct Draft : DraftOf<ABeat, BBeat> {
  using DraftOf::DraftOf;

  // Where the beats of the tile-th tile begin.
  std::size_t a_begin(std::size_t tile) const {
    std::size_t at = 0;
    for (; tile > 0; ++at) tile -= a.at(at).release ? 1 : 0;
    return at;
  }
  std::size_t b_begin(std::size_t tile) const {
    std::size_t at = 0;
    for (; tile > 0; ++at) tile -= b.at(at).last ? 1 : 0;
    return at;
  }
};

}  // namespace denim::test::engines
