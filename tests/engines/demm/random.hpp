// Streams of random beats for `demm`, malformed or not.
#pragma once

#include <set>
#include <string>

#include "tests/support/engine_interpreted.hpp"

namespace denim::test::engines {

HandJob demm_random_job(const spec::Spec& spec, std::uint64_t seed);

// What the fields of the spec's beats can say that is wrong.
std::set<std::string> demm_possible_errors(const spec::Spec& spec);

}  // namespace denim::test::engines
