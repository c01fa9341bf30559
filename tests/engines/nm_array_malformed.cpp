// Malformed beats of `nm_array`: each raises exactly its documented error bit, counts as
// documented, and hangs nothing; after a reset the engine is as good as new. And programs whose
// tiles never become whole or free: the engine stands still, and the run says which stream waits.
#include "tests/catch.hpp"
#include "tests/engines/nm_array_sound.hpp"
#include "tests/support/engine_bench.hpp"
#include "tests/support/nm_array_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

bool never(char, std::uint64_t) { return false; }

// Forms in which beats can name rows, positions, patterns and accumulators that are not there.
constexpr std::array malformed_specs{flexible,   classic,         broadcast_flexible,
                                     serial_odd, serial_flexible, serial_wide};

void check_items(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const sim::Simulator& simulator = simulator_of(spec);
  const SoundArray clean = sound_array(spec);
  const HandJob clean_job = hand_job(spec, clean.a, clean.b);
  std::map<std::uint64_t, CBeat> wanted;
  for (const CBeat& result : clean_job.reference.results) wanted.emplace(result.row, result);
  REQUIRE(wanted.size() == clean.waves);
  REQUIRE(clean_job.reference.errors.empty());
  const ArrayCatalogue catalogue(spec);
  for (const MalformedArray& item : catalogue.items) {
    CAPTURE(named.name, item.what);
    SoundArray program = clean;
    item.spoil(program);
    const HandJob job = hand_job(spec, program.a, program.b);
    const Interpreted& reference = job.reference;
    CHECK(reference.errors == item.errors);
    CHECK(reference.unset == 0);
    CHECK_FALSE(reference.stuck(program.a.size(), program.b.size()));
    for (const CBeat& result : reference.results) {
      if (!item.affected.contains(result.row)) CHECK(result == wanted.at(result.row));
    }
    for (const std::uint64_t seed : {0, 1}) {
      for (const double stall : {0.0, 0.3, 0.9}) {
        CHECK(judge(simulator, spec, job, stall, seed) == "");
      }
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

struct Standstill {
  const char* what;
  std::function<void(SoundArray&)> spoil;
  bool a_waits, b_waits;
};

const std::vector<Standstill>& standstills() {
  static const std::vector<Standstill> all{
      {"the last tile is never whole", [](SoundArray& p) { p.a.back().whole = false; }, false,
       true},
      {"no tile at all", [](SoundArray& p) { p.a.clear(); }, false, true},
      {"no tile is whole",
       [](SoundArray& p) {
         for (WeightBeat& beat : p.a) beat.whole = false;
       },
       false, true},
      {"tiles that nobody uses",
       [](SoundArray& p) {
         const std::vector<WeightBeat> tiles = p.a;
         p.a.insert(p.a.end(), tiles.begin(), tiles.end());
       },
       true, false},
      {"tiles and no wave", [](SoundArray& p) { p.b.clear(); }, true, false},
      {"a tile that nobody releases",
       [](SoundArray& p) {
         const std::vector<WeightBeat> tiles = p.a;
         p.a.insert(p.a.end(), tiles.begin(), tiles.end());
         for (WaveBeat& beat : p.b) beat.release = false;
       },
       true, false},
      {"a wave after the last release", [](SoundArray& p) { p.b.push_back(p.b.back()); }, false,
       true},
      {"every wave releases, and there are more than tiles",
       [](SoundArray& p) {
         for (WaveBeat& beat : p.b) beat.release = true;
         p.b.push_back(p.b.back());
         for (std::size_t i = 0; i < SoundArray::tiles; ++i) p.b.push_back(p.b.back());
       },
       false, true},
  };
  return all;
}

}  // namespace

TEST_CASE("nm_array: a malformed beat raises exactly its error bit", "[nm_array][malformed]") {
  build_simulators(specs_of(malformed_specs));
  for (const NamedSpec& named : malformed_specs) check_items(named);
}

TEST_CASE("nm_array: what never becomes whole or free is a standstill that names the stream",
          "[nm_array][malformed]") {
  for (const NamedSpec& named : {flexible, classic, broadcast_flexible}) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    for (const Standstill& item : standstills()) {
      CAPTURE(named.name, item.what);
      SoundArray program = sound_array(spec);
      item.spoil(program);
      const HandJob job = hand_job(spec, program.a, program.b);
      const Interpreted& reference = job.reference;
      CHECK((reference.a_taken < program.a.size()) == item.a_waits);
      CHECK((reference.b_taken < program.b.size()) == item.b_waits);
      const sim::RunResult result = run_hand(simulator, spec, job, 0, 0);
      CHECK(result.error_bits == error_mask(spec, reference.errors));
      CHECK(result.mismatches == 0);  // of what came before
      REQUIRE(result.faults.size() == 1);
      const std::string& fault = result.faults[0];
      CHECK_THAT(fault, ContainsSubstring("no stream moved"));
      for (const auto& [stream, waits, taken, beats] :
           {std::tuple{'a', item.a_waits, reference.a_taken, program.a.size()},
            {'b', item.b_waits, reference.b_taken, program.b.size()}}) {
        const std::string said = fmt::format("stream {} waits for {}_ready_o with beat {} of {}",
                                             stream, stream, taken + 1, beats);
        CHECK((fault.find(said) != std::string::npos) == waits);
      }
    }
  }
}
