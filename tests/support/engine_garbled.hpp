// A program with garbage in all bits that its engine is to ignore.
#pragma once

#include "tests/support/demm_beats.hpp"
#include "tests/support/nm_array_beats.hpp"

namespace denim::test::engines {

inline program::Program garbled(const spec::Spec& spec, const program::Program& program,
                                std::uint64_t seed) {
  return spec.engine().name == "demm" ? garbled_demm(spec, program, seed)
                                      : garbled_nm_array(spec, program, seed);
}

}  // namespace denim::test::engines
