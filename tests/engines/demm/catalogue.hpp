// The malformed beats of `demm`, what keeps it waiting for ever, and random beats.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/engines/frame/subject.hpp"

namespace denim::test::engines {

// Made for the spec `roomy`: n = 5, m = 6, rows = 5, one segment, all fields of three bits.
Catalogue single_catalogue(const spec::Spec& spec);

// For any spec with at least two segments.
Catalogue packed_catalogue(const spec::Spec& spec);

std::vector<Standstill> demm_standstills(const spec::Spec& spec);

HandJob demm_random_job(const spec::Spec& spec, std::uint64_t seed);
// What the fields of the spec's beats can say that is wrong.
std::set<std::string> demm_possible_errors(const spec::Spec& spec);

}  // namespace denim::test::engines
