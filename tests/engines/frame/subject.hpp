// What an engine gives to the frame of tests: all that the frame does not know of it.
//
// The frame (tests/engines/frame) has the shapes of the tests: cases, stalls, malformed beats,
// standstills, streams of random beats, bugs in programs. An engine fills them in a Subject, and a
// static `Tests<subject>` (tests.hpp) registers them under its name.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_interpreted.hpp"
#include "tests/support/engine_specs.hpp"

namespace denim::test::engines {

// A malformed program, and what its engine must make of it. Its interpreter, which knows the
// documentation only, says so in `job`; the rest is what the author of the entry expects.
struct Malformed {
  std::string what;
  HandJob job;
  std::set<std::string> errors;      // exactly these bits of error_o
  std::set<std::uint64_t> affected;  // accumulators whose results may differ from the sound ones
};
struct Catalogue {
  HandJob sound;  // each accumulator leaves once
  std::vector<Malformed> items;
  std::uint64_t seeds = 2;  // with which each is run
};

// A program whose tiles never become whole or free: which streams wait for ever.
struct Standstill {
  std::string what;
  HandJob job;
  bool a_waits, b_waits;
};

// A bug put into what the compiler made, and a part of what the judgement says of it; "" where all
// is well.
struct ProgramBug {
  std::string what;
  std::function<denim::engines::Compiled(const spec::Spec&, const denim::engines::Compiled&)> put;
  std::string says;
};
struct ProgramBugs {
  NamedSpec spec;
  Case c;  // row 2 of its A is emptied
  std::vector<ProgramBug> bugs;
};

struct NamedCase {
  const char* name;
  Case c;
};

struct Subject {
  std::string name;
  std::vector<NamedSpec> specs;

  // In the specs each choice of hardware meets each other, but for the pairs that a spec refuses.
  struct {
    std::vector<Choices> all;
    std::function<std::string(const spec::Spec&, const std::string& property)> of;
    std::vector<std::string> impossible;
  } choices;

  // On all specs: every corner_step-th of the corners, prime to the number of choices of each kind,
  // so that each choice still meets each of the others; and random cases.
  struct {
    std::size_t corner_step, random;
  } cases;

  struct {
    std::vector<NamedSpec> specs;  // each form of what may stall
    std::vector<NamedSpec> two;    // for two stalls at every two moments
    std::vector<NamedSpec> joint;  // for stalls of several streams at once, and long ones
    std::vector<NamedCase> (*cases)(const spec::Spec&);
  } stalls;

  struct {
    std::vector<NamedSpec> specs;  // forms in which beats can say what is wrong
    Catalogue (*catalogue)(const spec::Spec&);
    std::vector<NamedSpec> standstill_specs;
    std::vector<Standstill> (*standstills)(const spec::Spec&);
  } malformed;

  // Streams of random beats, malformed or not, which nothing hangs.
  struct {
    std::vector<NamedSpec> specs;
    std::uint64_t seeds;       // of each spec
    std::uint64_t most_sound;  // fewer of them than this have no malformed beat
    HandJob (*job)(const spec::Spec&, std::uint64_t seed);
    // What the fields of the spec's beats can say that is wrong.
    std::set<std::string> (*possible_errors)(const spec::Spec&);
    HandJob (*bits)(const spec::Spec&, std::uint64_t seed) = nullptr;  // any bits at all; or none
  } random;

  std::vector<ProgramBugs> program_bugs;
};

}  // namespace denim::test::engines
