// Selection networks: they sort what is asked for, without a comparator too many, and are as deep
// as the tables of the specs say.
#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "gen/blocks/tasd.hpp"
#include "gen/spec/tasd.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"

namespace denim::test {
namespace {

using Network = std::vector<std::vector<blocks::Comparator>>;

template <class T>
void pass(const Network& network, std::vector<T>& wires) {
  for (const auto& level : network) {
    for (const blocks::Comparator& comparator : level) {
      T& first = wires[static_cast<std::size_t>(comparator.first)];
      T& second = wires[static_cast<std::size_t>(comparator.second)];
      if (first < second) std::swap(first, second);
      // What is not used may be anything.
      if (!comparator.greater_used) first = T{};
      if (!comparator.lesser_used) second = T{};
    }
  }
}

// A network of comparators finds the n largest of any numbers if it does of all zeros and ones.
TEST_CASE("a selection network finds the n largest of m, in order", "[network]") {
  for (int m = 2; m <= 12; ++m) {
    for (int n = 1; n <= m; ++n) {
      CAPTURE(m, n);
      const Network network = blocks::selection_network(m, n);
      for (unsigned bits = 0; bits < 1U << m; ++bits) {
        std::vector<int> wires(static_cast<std::size_t>(m));
        for (int i = 0; i < m; ++i) wires[static_cast<std::size_t>(i)] = bits >> i & 1;
        const int ones = std::accumulate(wires.begin(), wires.end(), 0);
        pass(network, wires);
        for (int i = 0; i < n; ++i) REQUIRE(wires[static_cast<std::size_t>(i)] == (i < ones));
      }
    }
  }
  for (int m = 13; m <= 32; ++m) {
    for (int n = 1; n <= m; ++n) {
      CAPTURE(m, n);
      const Network network = blocks::selection_network(m, n);
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        tensor::Rng rng(seed);
        std::vector<int> wires(static_cast<std::size_t>(m));
        for (int& wire : wires) wire = 1 + static_cast<int>(rng.below(40));
        std::vector<int> sorted = wires;
        std::ranges::sort(sorted, std::greater<>());
        pass(network, wires);
        CAPTURE(seed);
        REQUIRE(std::equal(sorted.begin(), sorted.begin() + n, wires.begin()));
      }
    }
  }
}

TEST_CASE("a selection network is as deep as the specs say, and no wire meets two at a level",
          "[network]") {
  for (int m = 2; m <= 32; ++m) {
    for (int n = 1; n <= m; ++n) {
      CAPTURE(m, n);
      const Network network = blocks::selection_network(m, n);
      CHECK(static_cast<int>(network.size()) == spec::selection_levels(m, n));
      for (const auto& level : network) {
        std::set<int> wires;
        for (const blocks::Comparator& comparator : level) {
          CHECK(comparator.first < m);
          CHECK(comparator.second < m);
          CHECK(wires.insert(comparator.first).second);
          CHECK(wires.insert(comparator.second).second);
          CHECK((comparator.greater_used || comparator.lesser_used));
        }
      }
    }
  }
  // Known sizes of Batcher's sorting networks.
  const auto comparators = [](int m, int n) {
    std::size_t count = 0;
    for (const auto& level : blocks::selection_network(m, n)) count += level.size();
    return count;
  };
  CHECK(comparators(4, 4) == 5);
  CHECK(comparators(8, 8) == 19);
  CHECK(comparators(16, 16) == 63);
  CHECK(comparators(32, 32) == 191);
  CHECK(comparators(8, 1) == 7);
  // A merge of two sorted pairs into the greater two needs one comparator for each of them, and one
  // more: 4 pairs and 3 merges of a block of 8.
  CHECK(comparators(4, 2) == 5);
  CHECK(comparators(8, 2) == 4 + 3 * 3);
  CHECK(comparators(16, 2) == 8 + 7 * 3);
  CHECK(comparators(32, 2) == 16 + 15 * 3);
  CHECK(comparators(8, 4) == 18);
  // Each element but one must lose once before the greatest is known.
  for (int m = 2; m <= 32; ++m) CHECK(comparators(m, 1) == static_cast<std::size_t>(m - 1));
}

// Without any of them an output differs. A last run of one, as in 9 elements, has some to spare.
TEST_CASE("no comparator of a selection network can be left out", "[network]") {
  for (int m = 2; m <= 8; ++m) {
    for (int n = 1; n <= m; ++n) {
      CAPTURE(m, n);
      const Network network = blocks::selection_network(m, n);
      for (std::size_t level = 0; level < network.size(); ++level) {
        for (std::size_t i = 0; i < network[level].size(); ++i) {
          Network without = network;
          without[level].erase(without[level].begin() + static_cast<std::ptrdiff_t>(i));
          bool differs = false;
          for (unsigned bits = 0; bits < 1U << m && !differs; ++bits) {
            std::vector<int> wires(static_cast<std::size_t>(m));
            for (int k = 0; k < m; ++k) wires[static_cast<std::size_t>(k)] = bits >> k & 1;
            std::vector<int> others = wires;
            pass(network, wires);
            pass(without, others);
            differs = !std::equal(wires.begin(), wires.begin() + n, others.begin());
          }
          CAPTURE(level, i);
          CHECK(differs);
        }
      }
    }
  }
}

}  // namespace
}  // namespace denim::test
