// What the compiler of `demm` made, taken apart to be spoilt.
#pragma once

#include "tests/engines/demm/beats.hpp"
#include "tests/engines/frame/spoilt.hpp"

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

// Bugs in programs of one row a beat, of packed beats, and of packed beats with a banked memory
// (written for packed4_banked).
std::vector<ProgramBug> single_program_bugs();
std::vector<ProgramBug> packed_program_bugs();
std::vector<ProgramBug> banked_program_bugs();

}  // namespace denim::test::engines
