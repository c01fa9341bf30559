// The malformed beats of `demm`, and what keeps it waiting for ever.
#pragma once

#include "tests/engines/frame/subject.hpp"

namespace denim::test::engines {

// Made for the spec `roomy`: n = 5, m = 6, rows = 5, one segment, all fields of three bits.
Catalogue single_catalogue(const spec::Spec& spec);

// For any spec with at least two segments.
Catalogue packed_catalogue(const spec::Spec& spec);

std::vector<Standstill> demm_standstills(const spec::Spec& spec);

}  // namespace denim::test::engines
