// Catalogues of what can be wrong, from lists of what is done to something sound.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/engines/frame/subject.hpp"
#include "tests/support/engine_fields.hpp"
#include "tests/support/engine_outputs.hpp"

namespace denim::test::engines {

// `Sound` is a program by hand: a struct with the beats `a` and `b`.
template <class Sound>
struct Spoil {
  std::string what;
  std::function<void(Sound&)> put;
  std::set<std::string> errors;
  std::set<std::uint64_t> affected;
};

template <class Sound>
HandJob job_of(const spec::Spec& spec, const Sound& program) {
  return hand_job(spec, program.a, program.b);
}

template <class Sound>
Catalogue catalogue_of(const spec::Spec& spec, const Sound& sound,
                       const std::vector<Spoil<Sound>>& spoils) {
  Catalogue catalogue{job_of(spec, sound), {}};
  for (const Spoil<Sound>& spoil : spoils) {
    Sound program = sound;
    spoil.put(program);
    catalogue.items.push_back({spoil.what, job_of(spec, program), spoil.errors, spoil.affected});
  }
  return catalogue;
}

template <class Sound>
struct Standing {
  std::string what;
  std::function<void(Sound&)> put;
  bool a_waits, b_waits;
};

template <class Sound>
std::vector<Standstill> standstills_of(const spec::Spec& spec, const Sound& sound,
                                       const std::vector<Standing<Sound>>& all) {
  std::vector<Standstill> standstills;
  for (const Standing<Sound>& standing : all) {
    Sound program = sound;
    standing.put(program);
    standstills.push_back(
        {standing.what, job_of(spec, program), standing.a_waits, standing.b_waits});
  }
  return standstills;
}

// A compiled program taken apart, to be spoilt and put together again. A and B are the beats.
template <class A, class B>
struct DraftOf {
  std::vector<A> a;  // of one column tile
  std::vector<B> b;
  std::size_t repeat = 1;
  std::vector<Expected> results;
  denim::engines::Compiled compiled;

  DraftOf(const spec::Spec& spec, const denim::engines::Compiled& from)
      : a(read_all<A>(spec, from.program.stream("a"))),
        b(read_all<B>(spec, from.program.stream("b"))),
        repeat(from.program.stream("a").repeat()),
        results(expected_beats(from.program.output("c"))),
        compiled(from),
        row_(spec::layout(spec, "c").field("row")) {
    a.resize(a.size() / repeat);
  }

  denim::engines::Compiled assemble(const spec::Spec& spec) {
    program::BeatStream stream = write_all(spec, a);
    stream.set_repeat(repeat);
    compiled.program.streams = {stream, write_all(spec, b)};
    compiled.program.outputs = {with_beats(compiled.program.output("c"), results)};
    return compiled;
  }

  // The first beat of `a` that `condition` holds for.
  template <class Condition>
  A& beat(Condition&& condition) {
    const auto found = std::find_if(a.begin(), a.end(), condition);
    REQUIRE(found != a.end());
    return *found;
  }

  // A result is said to come from the accumulator beside its own.
  void name_another(std::size_t result) {
    results[result].words[row_.offset / 64] ^= std::uint64_t{1} << row_.offset % 64;
  }

 private:
  spec::Field row_;
};

template <class Draft>
struct BugIn {
  std::string what;
  std::function<void(Draft&)> put;
  std::string says;
};

// Before the bugs comes none: taken apart and put together it is still the sound program.
template <class Draft>
std::vector<ProgramBug> program_bugs_of(const std::vector<BugIn<Draft>>& bugs) {
  std::vector<ProgramBug> all;
  const auto add = [&](const BugIn<Draft>& bug) {
    const auto put = [put = bug.put](const spec::Spec& spec,
                                     const denim::engines::Compiled& compiled) {
      Draft draft(spec, compiled);
      put(draft);
      return draft.assemble(spec);
    };
    all.push_back({bug.what, put, bug.says});
  };
  add({"none", [](Draft&) {}, ""});
  for (const BugIn<Draft>& bug : bugs) add(bug);
  return all;
}

}  // namespace denim::test::engines
