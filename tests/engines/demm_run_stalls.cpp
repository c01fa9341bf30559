// Stalls aimed at every moment of a run of `demm`: while a tile loads, while its beats run, while a
// beat that releases it waits for `c`, while the next one wants in.
#include <array>

#include "tests/engines/stalls.hpp"
#include "tests/support/demm_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// Each form of what may stall: tile and accumulators read at once or by a register, one copy of the
// tile or two, one row a beat or several, banks.
constexpr std::array stalled_specs{small_regs,     odd,          packed2_replicated, packed2_banked,
                                   packed4_banked, packed4_regs, packed8_banked};

std::vector<NamedCase> cases_of(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  const auto n = static_cast<std::size_t>(spec.integer("n"));
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  return {
      // Each tile has rows that end in it, so that results leave while the next tile loads.
      {"several tiles", {5, 2 * m + 3, columns + 1, Pattern::thin, Values::uniform, "lossless", 3}},
      {"dense tiles", {3, m + 2, columns + 2, Pattern::full, Values::extreme, "lossless", 0}},
      // Every beat gives a result, so that results wait for c while a beat that releases waits for
      // them.
      {"a result a beat", {6, n, 2 * columns + 1, Pattern::full, Values::extreme, "lossless", 1}},
      // The beat that releases a tile is the one that gives its result, in every tile.
      {"one row", {1, m, 2 * columns + 1, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

}  // namespace

TEST_CASE("demm: without stalls the bench sees the model's cycles", "[demm][stalls]") {
  check_without_stalls({stalled_specs, cases_of});
}

TEST_CASE("demm: one stall of one stream, at every moment", "[demm][stalls]") {
  check_one_stall({stalled_specs, cases_of});
}

TEST_CASE("demm: a stall of c and one of another stream, at every two moments", "[demm][stalls]") {
  constexpr std::array two{small_regs, packed2_replicated};
  check_two_stalls({two, cases_of});
}

TEST_CASE("demm: c takes one beat in so many cycles", "[demm][stalls]") {
  check_slow_results({stalled_specs, cases_of});
}

TEST_CASE("demm: the pipeline waits for a result only when the next one is complete",
          "[demm][stalls]") {
  check_late_results({stalled_specs, cases_of});
}

TEST_CASE("demm: a stream that comes late only costs its lateness", "[demm][stalls]") {
  check_late_streams({stalled_specs, cases_of});
}
