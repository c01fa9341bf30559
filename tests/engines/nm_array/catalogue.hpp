// The malformed beats of `nm_array`, what keeps it waiting for ever, random beats, and bugs in
// programs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/engines/frame/subject.hpp"

namespace denim::test::engines {

Catalogue nm_array_catalogue(const spec::Spec& spec);
std::vector<Standstill> nm_array_standstills(const spec::Spec& spec);

HandJob nm_array_random_job(const spec::Spec& spec, std::uint64_t seed);
HandJob nm_array_random_bits(const spec::Spec& spec, std::uint64_t seed);
// What the fields of the spec's beats can say that is wrong.
std::set<std::string> nm_array_possible_errors(const spec::Spec& spec);

// Written for the spec `flexible`.
std::vector<ProgramBug> nm_array_program_bugs();

}  // namespace denim::test::engines
