// Programs whose tiles never become whole or free: the engine stands still, having done what it
// could, and the run says which stream waits, and with which beat.
#include "tests/catch.hpp"
#include "tests/engines/demm_sound.hpp"
#include "tests/support/demm_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

struct Standstill {
  const char* what;
  std::function<void(Sound&)> spoil;
  bool a_waits, b_waits;
};

const std::vector<Standstill>& standstills() {
  static const std::vector<Standstill> all{
      {"the last tile has no last", [](Sound& p) { p.b.back().last = false; }, true, false},
      {"no tile at all", [](Sound& p) { p.b.clear(); }, true, false},
      {"no last at all",
       [](Sound& p) {
         for (BBeat& beat : p.b) beat.last = false;
       },
       true, false},
      {"a tile that nobody releases",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = false;
         p.b.back().row = ~std::uint64_t{0};  // waits for ever, so that it is no error yet
       },
       false, true},
      {"a tile too many, and no beat that uses it",
       [](Sound& p) {
         const std::vector<BBeat> tile(p.b.begin(),
                                       p.b.begin() + static_cast<std::ptrdiff_t>(p.brought));
         for (int i = 0; i < 3; ++i) p.b.insert(p.b.end(), tile.begin(), tile.end());
       },
       false, true},
      {"a beat that uses a tile after its release",
       [](Sound& p) {
         p.a.push_back(p.a.back());
         p.a.back().release = false;
       },
       true, false},
      {"every beat releases, and there are more beats than tiles",
       [](Sound& p) {
         for (ABeat& beat : p.a) beat.release = true;
       },
       true, false},
  };
  return all;
}

}  // namespace

TEST_CASE("demm: what never becomes whole or free is a standstill that names the stream",
          "[demm][malformed]") {
  for (const NamedSpec& named : {roomy, packed2_replicated, packed4_banked}) {
    const spec::Spec spec = named.spec();
    const sim::Simulator& simulator = simulator_of(spec);
    for (const Standstill& item : standstills()) {
      CAPTURE(named.name, item.what);
      Sound program = sound_program(spec);
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
