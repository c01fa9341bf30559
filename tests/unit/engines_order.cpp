// The order of the tiles of `demm` against every other order.
#include <algorithm>
#include <limits>
#include <numeric>

#include "sw/engines/demm/order.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

using namespace denim;
using namespace denim::engines::demm;

namespace {

using Order = std::vector<std::uint32_t>;

Order in_turn(std::size_t count) {
  Order order(count);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

// Cycles between the first a beats of visits that follow one another, once around.
std::uint64_t round_cycles(std::span<const Visit> visits, const Order& order) {
  std::uint64_t cycles = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    cycles += std::max(visits[order[i]].beats, visits[order[(i + 1) % order.size()]].loads);
  }
  return cycles;
}

// From the first load to the last beat, tile by tile; rows complete in the last visit of a round.
std::uint64_t all_cycles(std::span<const Visit> visits, const Order& order, std::uint64_t rounds) {
  std::uint64_t cycles = visits[order.front()].loads;
  for (std::uint64_t i = 0; i < rounds * order.size(); ++i) {
    const Visit& visit = visits[order[i % order.size()]];
    const bool last = i % order.size() + 1 == order.size();
    const bool more = i + 1 < rounds * order.size();
    const std::uint32_t next = more ? visits[order[(i + 1) % order.size()]].loads : 0;
    cycles += std::max(last ? std::max(visit.beats, visit.rows) : visit.beats, next);
  }
  return cycles;
}

}  // namespace

TEST_CASE("demm order: no round is shorter", "[engines]") {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    tensor::Rng rng(seed);
    std::vector<Visit> visits(1 + rng.below(7));
    const std::uint64_t largest = 1 + rng.below(40);
    for (Visit& visit : visits) {
      visit.loads = 1 + static_cast<std::uint32_t>(rng.below(largest));
      visit.beats = 1 + static_cast<std::uint32_t>(rng.below(largest));
      if (rng.bernoulli(0.3)) visit.rows = static_cast<std::uint32_t>(rng.below(2 * largest));
    }
    const std::uint64_t rounds = 1 + rng.below(4);
    const Order order = order_overlapping(visits, rounds);
    Order sorted = order;
    std::ranges::sort(sorted);
    CAPTURE(seed);
    REQUIRE(sorted == in_turn(visits.size()));
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    do {
      least = std::min(least, round_cycles(visits, sorted));
    } while (std::ranges::next_permutation(sorted).found);
    CHECK(round_cycles(visits, order) == least);

    // Of the places to begin that round, none is better.
    std::uint64_t least_all = std::numeric_limits<std::uint64_t>::max();
    Order turned = order;
    for (std::size_t i = 0; i < order.size(); ++i) {
      std::ranges::rotate(turned, turned.begin() + 1);
      least_all = std::min(least_all, all_cycles(visits, turned, rounds));
    }
    CHECK(all_cycles(visits, order, rounds) == least_all);
  }
}

TEST_CASE("demm order: in turns, the rows complete where there is most to do", "[engines]") {
  // The rows that complete in the last visit are more than its beats by 5, 0 and 2.
  const std::vector<Visit> visits{{8, 1, 6}, {8, 7, 4}, {8, 3, 5}};
  CHECK(order_in_turns(visits) == Order{0, 2, 1});
  const std::vector<Visit> same{{8, 4, 4}, {8, 5, 4}, {8, 6, 4}};
  CHECK(order_in_turns(same) == Order{0, 1, 2});
  CHECK(order_in_turns({}).empty());
  CHECK(order_overlapping({}, 3).empty());
}
