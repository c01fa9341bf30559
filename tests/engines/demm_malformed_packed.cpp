// Malformed beats of engines whose beats carry several rows, with two copies of the tile, and with
// banks: each raises exactly its documented error bit, disturbs no row but its own, and hangs
// nothing; and after a reset the engine is as good as new.
#include "tests/catch.hpp"
#include "tests/engines/demm_catalogue.hpp"
#include "tests/support/demm_specs.hpp"
#include "tests/support/engine_bench.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

bool never(char, std::uint64_t) { return false; }

void check_items(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  const Sound clean = sound_program(spec);
  const HandJob clean_job = hand_job(spec, clean.a, clean.b);
  std::map<std::uint64_t, CBeat> wanted;
  for (const CBeat& result : clean_job.reference.results) wanted.emplace(result.row, result);
  REQUIRE(wanted.size() == clean_job.reference.results.size());
  REQUIRE(clean_job.reference.errors.empty());
  const MalformedCatalogue catalogue(spec);
  for (const Malformed& item : catalogue.items) {
    CAPTURE(named.name, item.what);
    Sound program = clean;
    item.spoil(program);
    const HandJob job = hand_job(spec, program.a, program.b);
    const Interpreted& reference = job.reference;
    CHECK(reference.errors == item.errors);
    CHECK(reference.unset == 0);
    CHECK_FALSE(reference.stuck(program.a.size(), program.b.size()));
    const std::size_t all = reference.results.size();
    REQUIRE(all >= wanted.size());
    for (std::size_t i = all - wanted.size(); i < all; ++i) {  // behind any that left early
      const CBeat& result = reference.results[i];
      if (!item.affected.contains(result.row)) CHECK(result == wanted.at(result.row));
    }
    for (const std::uint64_t seed : {0, 1}) {
      for (const double stall : {0.0, 0.3, 0.9})
        CHECK(judge(simulator, spec, job, stall, seed) == "");
    }
    // What it left in the engine is gone after a reset.
    Bench bench(simulator, spec);
    const std::uint64_t mask = error_mask(spec, item.errors);
    CHECK((bench.run(job.program, never).error_bits & mask) == mask);
    const BenchRun after = bench.run(clean_job.program, never);
    CHECK(after.results == clean_job.reference.results);
    CHECK(after.cycles == clean_job.reference.cycles);
    CHECK(after.error_bits == 0);
    CHECK(after.broken.empty());
  }
}

}  // namespace

TEST_CASE("demm: a malformed beat of several rows raises exactly its error bit",
          "[demm][malformed]") {
  constexpr std::array specs{packed2_regs,   packed2_replicated, packed2_banked, packed4_replicated,
                             packed4_banked, packed8_replicated, packed8_banked};
  build_simulators(specs_of(specs));
  for (const NamedSpec& named : specs) check_items(named);
}
