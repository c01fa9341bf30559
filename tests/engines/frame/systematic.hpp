// Mutations that a design itself suggests, for every engine alike:
//   - the enable of a register, or the write of a memory, is always set;
//   - two inputs of an instance that are as wide as each other change places;
//   - a slice, an element or a turn of a loop is the next one;
//   - a sum is a difference and the reverse; a conjunction is a disjunction and the reverse;
//   - what is extended by its sign is extended by zeros; the two values of a choice change places.
#pragma once

#include <vector>

#include "tests/engines/frame/mutation.hpp"

namespace denim::test::engines {

// Always the same for a spec. The name of each begins with the path of its site.
std::vector<Mutation> systematic_mutations(const spec::Spec& spec);

}  // namespace denim::test::engines
