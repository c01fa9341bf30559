// The cycle model of `demm` against one that goes from cycle to cycle, over any tiles.
#include <fmt/format.h>

#include <deque>
#include <map>

#include "sw/engines/demm/model.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using namespace denim;
using namespace denim::engines::demm;

namespace {

struct Run {
  std::uint64_t cycles = 0;
  std::uint64_t waits = 0;  // of `a`, for any tile but the first
};

// Both streams offer a beat in each cycle; `a` has no more after `beats` of them.
Run step(std::span<const TileCost> tiles, std::size_t column_tiles, const Timing& timing,
         std::uint64_t beats) {
  Run run;
  std::size_t b_tile = 0, a_tile = 0;
  std::uint32_t b_left = tiles.front().loads, a_left = tiles.front().beats;
  std::deque<std::uint64_t> held;  // cycles in which copies were released
  for (std::size_t copy = 0; copy < timing.copies; ++copy) held.push_back(0);
  bool loading = false;
  std::size_t whole = 0;  // tiles
  for (std::uint64_t cycle = 1;; ++cycle) {
    const std::size_t whole_before = whole;
    if (b_tile < tiles.size() * column_tiles) {
      if (!loading && !held.empty() && (held.front() == 0 || cycle > held.front() + timing.hold)) {
        held.pop_front();
        loading = true;
      }
      if (loading && --b_left == 0) {
        ++whole;
        loading = false;
        b_left = tiles[++b_tile % tiles.size()].loads;
      }
    }
    if (a_tile >= whole_before) {
      run.waits += a_tile > 0 ? 1 : 0;
      continue;
    }
    if (--beats == 0) {
      run.cycles = cycle + timing.latency;
      return run;
    }
    if (--a_left == 0) {
      held.push_back(cycle);
      a_left = tiles[++a_tile % tiles.size()].beats;
    }
  }
}

std::map<std::string, std::uint64_t> causes(const engines::Cost& cost) {
  std::map<std::string, std::uint64_t> result;
  for (const engines::Cost::Cause& cause : cost.by_cause) result[cause.name] = cause.cycles;
  return result;
}

std::uint64_t sum(const engines::Cost& cost) {
  std::uint64_t all = 0;
  for (const engines::Cost::Cause& cause : cost.by_cause) all += cause.cycles;
  return all;
}

}  // namespace

TEST_CASE("demm model: the same cycles as one that steps through them", "[engines]") {
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    tensor::Rng rng(seed);
    const Timing timing{1 + rng.below(2), rng.below(2), 3 + rng.below(8)};
    const std::size_t column_tiles = 1 + rng.below(4);
    std::vector<TileCost> tiles(1 + rng.below(6));
    const std::uint64_t largest = 1 + rng.below(12);
    std::uint64_t beats = 0;  // of one column tile
    for (TileCost& tile : tiles) {
      tile.loads = 1 + static_cast<std::uint32_t>(rng.below(largest));
      tile.beats = 1 + static_cast<std::uint32_t>(rng.below(largest));
      tile.multi_port = static_cast<std::uint32_t>(rng.below(tile.beats + 1));
      tile.ideal = static_cast<std::uint32_t>(rng.below(tile.beats + 1));
      tile.completed = static_cast<std::uint32_t>(rng.below(2 * tile.beats));
      beats += tile.beats;
    }
    const std::size_t counted = 1 + rng.below(tiles.size());
    const auto last_beats = static_cast<std::uint32_t>(1 + rng.below(tiles[counted - 1].beats));
    std::uint64_t to_end = beats * (column_tiles - 1) + last_beats;
    for (std::size_t i = 0; i + 1 < counted; ++i) to_end += tiles[i].beats;

    const Run run = step(tiles, column_tiles, timing, to_end);
    const engines::Cost cost =
        denim::engines::demm::cost(tiles, column_tiles, timing, counted, last_beats);
    CAPTURE(seed);
    CHECK(cost.cycles == run.cycles);
    CHECK(sum(cost) == cost.cycles);
    CHECK(causes(cost)["load_bound"] == run.waits);
    CHECK(causes(cost)["fill"] == tiles.front().loads + timing.latency);
  }
}

TEST_CASE("demm model: where the cycles of a tile go", "[engines]") {
  const auto of = [](TileCost tile) {
    return causes(cost({&tile, 1}, 1, {2, 0, 4}, 1, tile.beats));
  };
  using Causes = std::map<std::string, std::uint64_t>;
  SECTION("as many beats as the non-zeros fill") {
    CHECK(of({10, 7, 7, 7, 3}) == Causes{{"ideal_beats", 7},
                                         {"pass_rounding", 0},
                                         {"bank_conflicts", 0},
                                         {"result_bound", 0},
                                         {"load_bound", 0},
                                         {"fill", 14}});
  }
  SECTION("more, for rows must not complete together") {
    Causes causes = of({10, 9, 4, 9, 7});
    CHECK(causes["ideal_beats"] == 4);
    CHECK(causes["result_bound"] == 3);
    CHECK(causes["pass_rounding"] == 2);
  }
  SECTION("rows that complete explain no more than there is") {
    Causes causes = of({10, 6, 4, 6, 20});
    CHECK(causes["result_bound"] == 2);
    CHECK(causes["pass_rounding"] == 0);
  }
  SECTION("more, for non-zeros lie in the same bank") {
    Causes causes = of({10, 12, 4, 6, 5});
    CHECK(causes["bank_conflicts"] == 6);
    CHECK(causes["result_bound"] == 1);
    CHECK(causes["pass_rounding"] == 1);
  }
  SECTION("nothing at all") {
    const engines::Cost none = cost({}, 3, {2, 1, 4}, 0, 0);
    CHECK(none.cycles == 0);
    CHECK(none.by_cause.size() == 6);
    CHECK(sum(none) == 0);
  }
}
