// Stalls aimed at every moment of a run of `nm_array`: while weights load, while waves stream past,
// while the first wave of a tile takes its weights along and the rows behind it are loaded again,
// while results wait for `c`.
#include <array>

#include "tests/engines/stalls.hpp"
#include "tests/support/nm_array_specs.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

// Each form of what may stall: overlapped or serial, systolic or broadcast, accumulators read at
// once or by a register, one wave a tile.
constexpr std::array stalled_specs{flexible,        classic,       serial_wide, broadcast_flexible,
                                   serial_flexible, serial_column, square};

std::vector<NamedCase> cases_of(const NamedSpec& named) {
  const spec::Spec spec = named.spec();
  const auto k = static_cast<std::size_t>(spec.integer("pe_rows") * spec.integer("m"));
  const auto r = static_cast<std::size_t>(spec.integer("pe_cols"));
  const auto t = static_cast<std::size_t>(spec.integer("rows"));
  return {
      {"several folds", {r + 1, 2 * k + 1, t, Pattern::mixed, Values::uniform, "lossless", 3}},
      {"several column tiles", {r, k, 2 * t + 1, Pattern::half, Values::extreme, "lossless", 0}},
      // Every wave gives a result, and the next tile waits behind them.
      {"a result a wave", {3 * r, k, t, Pattern::full, Values::extreme, "lossless", 1}},
      // The wave that releases a tile is its first.
      {"one wave", {2 * r, 2 * k, 1, Pattern::full, Values::uniform, "lossless", 2}},
      {"one PE", {1, 1, t, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

}  // namespace

TEST_CASE("nm_array: without stalls the bench sees the model's cycles", "[nm_array][stalls]") {
  check_without_stalls({stalled_specs, cases_of});
}

TEST_CASE("nm_array: one stall of one stream, at every moment", "[nm_array][stalls]") {
  check_one_stall({stalled_specs, cases_of});
}

TEST_CASE("nm_array: a stall of c and one of another stream, at every two moments",
          "[nm_array][stalls]") {
  constexpr std::array two{flexible, serial_column, square};
  check_two_stalls({two, cases_of});
}

TEST_CASE("nm_array: stalls of several streams at once", "[nm_array][stalls]") {
  check_joint_stalls({stalled_specs, cases_of});
}

TEST_CASE("nm_array: long stalls of c", "[nm_array][stalls]") {
  check_long_stalls({stalled_specs, cases_of});
}

TEST_CASE("nm_array: c takes one beat in so many cycles", "[nm_array][stalls]") {
  check_slow_results({stalled_specs, cases_of});
}

TEST_CASE("nm_array: the waves wait for a result only when the next one is complete",
          "[nm_array][stalls]") {
  check_late_results({stalled_specs, cases_of});
}

TEST_CASE("nm_array: a stream that comes late only costs its lateness", "[nm_array][stalls]") {
  check_late_streams({stalled_specs, cases_of});
}
