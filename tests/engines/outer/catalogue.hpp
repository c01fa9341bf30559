// The malformed beats of `outer`, what keeps it waiting for ever, random beats, and bugs in
// programs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/engines/frame/subject.hpp"

namespace denim::test::engines {

Catalogue outer_catalogue(const spec::Spec& spec);
std::vector<Standstill> outer_standstills(const spec::Spec& spec);

HandJob outer_random_job(const spec::Spec& spec, std::uint64_t seed);
HandJob outer_random_bits(const spec::Spec& spec, std::uint64_t seed);
// What the fields of the spec's beats can say that is wrong.
std::set<std::string> outer_possible_errors(const spec::Spec& spec);

// Written for the spec `grid`.
std::vector<ProgramBug> outer_program_bugs();

}  // namespace denim::test::engines
