// Engines with bugs in them: in copies of hand-written leaves, as edits of their text, and in what
// the generator emits, as mutations. As many as can be are in one simulator, which reads the number
// of the one to show from a file when it starts: a build takes longer than all runs.
#pragma once

#include <string>
#include <vector>

#include "gen/spec/spec.hpp"
#include "tests/engines/frame/judge.hpp"
#include "tests/engines/frame/mutation.hpp"

namespace denim::test::engines {

struct LeafBug {
  const char* what;
  const char* leaf;
  // In the leaf, once; a blank stands for any number of blanks and new lines. What is between « and
  // » is replaced: an expression, by one of the same width.
  const char* text;
  const char* replacement;
  Found found;
};

// Systematic mutations that no run reports, and why none can. In the name `*` stands for
// anything, `?` for any character.
struct Unreported {
  std::string what;
  std::string reason;
};

inline const Unreported accept_and_used{"*accept_i and used_i change places",
                                        "the leaf takes nothing but their conjunction"};
inline const Unreported enable_and_read{"*enable_i and read_i change places",
                                        "the leaf takes nothing but their conjunction"};

struct HardwareBugs {
  std::vector<LeafBug> leaves;
  std::vector<Mutation> mutations;
  std::vector<Unreported> unreported;
  // Systematic mutations of the modules whose names begin so; "" for all.
  std::string systematic_in = {};
};

// Without a bug the engine is sound. With one of the list it is found as the list says; with a
// systematic mutation (systematic.hpp) it is reported, if it is none of the unreported ones.
void check_bugs(const spec::Spec& spec, const HardwareBugs& bugs, const Jury& jury);

}  // namespace denim::test::engines
