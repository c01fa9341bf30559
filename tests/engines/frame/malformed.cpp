// Malformed beats: each raises exactly its documented error bit, counts as documented, disturbs no
// other row and hangs nothing; after a reset the engine is as good as new. Programs whose tiles
// never become whole or free: the engine stands still, having done what it could, and the run says
// which stream waits, and with which beat. Random beats: what the interpreter makes of the
// documentation is what the engine does, to the cycle.
#include <algorithm>
#include <map>
#include <tuple>

#include "gen/spec/ports.hpp"
#include "tests/engines/frame/judge.hpp"
#include "tests/engines/frame/tests.hpp"
#include "tests/support/engine_bench.hpp"

namespace denim::test::engines {

namespace {

using Rows = std::map<std::uint64_t, CBeat>;

// The last result of each accumulator.
Rows last_results(const Interpreted& reference) {
  Rows rows;
  for (const CBeat& result : reference.results) rows.insert_or_assign(result.row, result);
  return rows;
}

bool stuck(const HandJob& job) {
  return job.reference.stuck(job.program.stream("a").size(), job.program.stream("b").size());
}

// What the entry says of itself is what the interpreter says of it.
void check_entry(const Malformed& item, const Rows& sound) {
  CHECK(item.job.reference.errors == item.errors);
  CHECK(item.job.reference.unset == 0);
  CHECK_FALSE(stuck(item.job));
  const Rows rows = last_results(item.job.reference);
  for (const auto& [row, result] : sound) {
    if (item.affected.contains(row)) continue;
    REQUIRE(rows.contains(row));
    CHECK(rows.at(row) == result);
  }
}

// What a malformed program left in the engine is gone after a reset.
void check_reset(const sim::Simulator& simulator, const spec::Spec& spec, const Malformed& item,
                 const HandJob& sound) {
  const auto never = [](char, std::uint64_t) { return false; };
  Bench bench(simulator, spec);
  const std::uint64_t mask = error_mask(spec, item.errors);
  CHECK((bench.run(item.job.program, never).error_bits & mask) == mask);
  const BenchRun after = bench.run(sound.program, never);
  CHECK(after.results == sound.reference.results);
  if (spec::cycles_in(spec) + spec::cycles_out(spec) == 0)
    CHECK(after.cycles == sound.reference.cycles);
  CHECK(after.error_bits == 0);
  CHECK(after.broken.empty());
}

}  // namespace

void check_malformed(const Subject& subject) {
  build_simulators(specs_of(subject.malformed.specs));
  for (const NamedSpec& named : subject.malformed.specs) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    const Catalogue catalogue = subject.malformed.catalogue(spec);
    const Rows sound = last_results(catalogue.sound.reference);
    REQUIRE_FALSE(sound.empty());
    REQUIRE(sound.size() == catalogue.sound.reference.results.size());
    REQUIRE(catalogue.sound.reference.errors.empty());
    for (const Malformed& item : catalogue.items) {
      CAPTURE(named.name, item.what);
      check_entry(item, sound);
      for (std::uint64_t seed = 0; seed < catalogue.seeds; ++seed) {
        for (const double stall : {0.0, 0.3, 0.9}) {
          CHECK(judge(simulator, spec, item.job, stall, seed) == "");
        }
      }
      check_reset(simulator, spec, item, catalogue.sound);
    }
  }
}

void check_standstills(const Subject& subject) {
  for (const NamedSpec& named : subject.malformed.standstill_specs) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    for (const Standstill& item : subject.malformed.standstills(spec)) {
      CAPTURE(named.name, item.what);
      const Interpreted& reference = item.job.reference;
      const sim::RunResult result = run_hand(simulator, spec, item.job, 0, 0);
      CHECK(result.error_bits == error_mask(spec, reference.errors));
      CHECK(result.mismatches == 0);  // of what came before
      REQUIRE(result.faults.size() == 1);
      const std::string& fault = result.faults[0];
      CHECK_THAT(fault, ContainsSubstring("no stream moved"));
      for (const auto& [stream, waits, taken] : {std::tuple{"a", item.a_waits, reference.a_taken},
                                                 {"b", item.b_waits, reference.b_taken}}) {
        const std::uint64_t beats = item.job.program.stream(stream).size();
        CHECK((taken < beats) == waits);
        const std::string said = fmt::format("stream {} waits for {}_ready_o with beat {} of {}",
                                             stream, stream, taken + 1, beats);
        CHECK((fault.find(said) != std::string::npos) == waits);
      }
    }
  }
}

void check_random_beats(const Subject& subject) {
  const auto& random = subject.random;
  build_simulators(specs_of(random.specs));
  for (const NamedSpec& named : random.specs) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    std::set<std::string> seen;
    std::size_t sound_runs = 0;
    std::size_t results = 0;
    std::size_t certain_results = 0;
    std::size_t failures = 0;
    for (std::uint64_t seed = 0; seed < random.seeds && failures < shown_failures; ++seed) {
      CAPTURE(named.name, seed);
      const HandJob job = random.job(spec, seed);
      const Interpreted& reference = job.reference;
      REQUIRE_FALSE(stuck(job));
      seen.insert(reference.errors.begin(), reference.errors.end());
      sound_runs += reference.errors.empty() ? 1 : 0;
      results += reference.results.size();
      certain_results += static_cast<std::size_t>(std::ranges::count(reference.certain, true));
      for (const double stall : {0.0, seed % 2 == 0 ? 0.3 : 0.9}) {
        const std::string wrong = judge(simulator, spec, job, stall, seed);
        CAPTURE(spec.canonical(), stall);
        if (wrong.empty()) continue;
        ++failures;
        FAIL_CHECK(wrong);
      }
    }
    CAPTURE(named.name);
    CHECK(seen == random.possible_errors(spec));
    CHECK(sound_runs > random.seeds / 10);
    CHECK(sound_runs < random.most_sound);
    CHECK(results > random.seeds);
    CHECK(certain_results > results / 2);
  }
}

void check_bits(const Subject& subject) {
  for (const NamedSpec& named : subject.random.specs) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    std::size_t results = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(named.name, seed);
      const HandJob job = subject.random.bits(spec, seed);
      results += job.reference.results.size();
      CHECK(judge(simulator, spec, job, 0, seed) == "");
      CHECK(judge(simulator, spec, job, 0.5, seed) == "");
    }
    CHECK(results > 20);
  }
}

}  // namespace denim::test::engines
