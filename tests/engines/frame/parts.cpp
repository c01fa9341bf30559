// Results in parts (gen/spec/ports.hpp), which no engine knows of: bugs in what cuts them,
// and the cause of the cycles. That they are exact is what each engine's cases say, of specs of its
// own.
#include <algorithm>

#include "gen/spec/ports.hpp"
#include "sw/engines/engine.hpp"
#include "tests/catch.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

const std::vector<LeafBug> leaves{
    {"parts begin a bit further on", "denim_serialiser", "parts_q <= «parts_q >> Bits»",
     "parts_q >> 1", Found::always},
    {"a part too few", "denim_serialiser", "last_o = 32'(count_q) == «Parts - 1»", "Parts - 2",
     Found::always},
    {"a part too many", "denim_serialiser", "last_o = 32'(count_q) == «Parts - 1»", "Parts",
     Found::always},
    {"the last part is filled up with the sign", "denim_serialiser", "«Room'(next)»",
     "Room'($signed(next))", Found::always},
    {"the result that waits is overwritten", "denim_serialiser", "ready_o = «!waits_q»", "1'b1",
     Found::always},
    {"a result is taken twice", "denim_serialiser", "ready_o = «!waits_q»", "!waits_q && free",
     Found::always},
    {"a cycle between two results", "denim_serialiser", "busy_q <= «waits_q || valid_i»",
     "!busy_q && (waits_q || valid_i)", Found::always},
    {"a part is lost where c is not ready", "denim_serialiser", "else if («ready_i») begin count_q",
     "1'b1", Found::under_stalls},
};

std::uint64_t cause(const denim::engines::Cost& cost, std::string_view name) {
  const auto found = std::ranges::find(cost.by_cause, name, &denim::engines::Cost::Cause::name);
  return found == cost.by_cause.end() ? 0 : found->cycles;
}

}  // namespace

TEST_CASE("each bug put into what cuts results is found", "[parts][bugs]") {
  const spec::Spec spec =
      spec_of("demm", "bugs_parts",
              "n = 2\nm = 4\ncolumns = 2\nrows = 2\nmemory = \"regs\"\nresult_bits = 20\n");
  check_bugs(
      spec, {.leaves = leaves, .mutations = {}, .unreported = {}, .systematic_in = "top: u_c_port"},
      jury_of(spec, {}));
}

TEST_CASE("results in parts cost what the port takes longer, and nothing else", "[parts]") {
  std::size_t engines = 0;
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec whole = spec::Spec::load(preset.name);
    if (!whole.engine().takes_b() || whole.engine().multipliers(whole) > 64) continue;
    ++engines;
    const Case c = Cases(whole).at(Cases(whole).corners() + 3);
    const denim::engines::Cost plain = make_job(whole, c).compiled.cost;
    for (const int bits : {1, 13, 32}) {
      CAPTURE(preset.name, bits, to_text(c));
      const std::vector<std::string> set{"result_bits=" + std::to_string(bits)};
      const spec::Spec cut = spec::Spec::load(preset.name, set);
      const Job job = make_job(cut, c);
      const denim::engines::Cost& cost = job.compiled.cost;
      const auto parts = std::uint64_t{spec::passage(cut, cut.engine().results().name).parts};
      const std::uint64_t results = job.compiled.program.outputs.front().size();
      REQUIRE(results > 0);
      CHECK(cost.cycles >= results * parts);
      CHECK(cost.cycles <= plain.cycles + results * parts + 1);
      CHECK(cause(cost, "result_bound") - cause(plain, "result_bound") ==
            cost.cycles - plain.cycles);
      std::uint64_t sum = 0;
      for (const auto& part : cost.by_cause) sum += part.cycles;
      CHECK(sum == cost.cycles);
    }
  }
  CHECK(engines >= 4);
}
