// What the compilers say of units that take blocks apart, against the definition; and the times of
// a chain of stages against a simulation of it, cycle by cycle.
#include <deque>

#include "sw/engines/stage_chain.hpp"
#include "sw/golden/fill.hpp"
#include "tests/catch.hpp"
#include "tests/engines/tasd_unit/blocks.hpp"

using namespace denim;
using namespace denim::test;

TEST_CASE("pairs are those of the definition", "[tasd][pairs]") {
  const std::vector<std::vector<spec::Pattern>> series{
      {{2, 4}}, {{4, 4}}, {{1, 2}, {1, 4}}, {{4, 8}, {1, 8}}, {{8, 8}, {3, 4}}, {{1, 8}, {1, 2}}};
  const Ints blocks = random_blocks(2000, 8, 8, 3);
  for (const auto& terms : series) {
    for (std::size_t row = 0; row < blocks.rows(); ++row) {
      const TakenApart expected = take_apart(blocks.row(row), terms);
      std::vector<std::int64_t> beat(blocks.row(row).begin(), blocks.row(row).end());
      TakenApart got;
      for (const golden::Pair& pair : golden::take_pairs(beat, terms)) {
        got.values.push_back(static_cast<std::int32_t>(pair.value));
        got.indices.push_back(static_cast<std::uint32_t>(pair.index));
      }
      got.residual.assign(beat.begin(), beat.end());
      INFO("random_blocks(2000, 8, 8, 3), row " << row << ", " << terms.size() << " terms");
      REQUIRE(got == expected);
    }
  }
}

TEST_CASE("the worked example of a series", "[tasd][pairs]") {
  const std::vector<std::int32_t> beat{-128, 127, 0, -127, 3, 3, -3, 1};
  const std::vector<spec::Pattern> terms{{2, 4}, {3, 8}};
  const TakenApart apart = take_apart(beat, terms);
  CHECK(apart.values == std::vector<std::int32_t>{-128, 127, 3, 3, -127, -3, 1});
  CHECK(apart.indices == std::vector<std::uint32_t>{0, 1, 0, 1, 3, 6, 7});
  CHECK(apart.residual == std::vector<std::int32_t>(8, 0));
}

namespace {

// Stages one by one, a cycle at a time.
struct Pipe {
  explicit Pipe(std::vector<int> lengths) : cycles(std::move(lengths)), age(cycles.size(), 0) {}

  // Whether a beat that is offered, or not, is taken in this cycle; `left` when one leaves, which
  // it may where there is room behind the last stage.
  bool step(bool offered, bool room, bool& left) {
    const auto done = [&](std::size_t s) { return age[s] >= cycles[s]; };
    std::vector<bool> goes(cycles.size());
    for (std::size_t s = cycles.size(); s-- > 0;) {
      goes[s] = age[s] > 0 && done(s) && room;
      room = age[s] == 0 || goes[s];
    }
    left = goes.back();
    for (std::size_t s = cycles.size(); s-- > 0;) {
      const bool comes = s == 0 ? offered && room : goes[s - 1];
      if (comes) {
        age[s] = 1;
      } else if (goes[s]) {
        age[s] = 0;
      } else if (age[s] > 0) {
        ++age[s];
      }
    }
    return offered && room;
  }

  std::vector<int> cycles;
  std::vector<int> age;  // cycles that the beat has been there; 0: none
};

}  // namespace

TEST_CASE("a chain of stages keeps the times that it has cycle by cycle", "[tasd][chain]") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    tensor::Rng rng(seed);
    std::vector<int> cycles(1 + rng.below(5));
    for (int& length : cycles) length = static_cast<int>(1 + rng.below(4));
    engines::StageChain chain(cycles);
    Pipe pipe(cycles);
    struct Passage {
      std::uint64_t taken = 0, left = 0;
    };
    std::deque<Passage> expected;
    // How long there is no room behind a beat that leaves.
    std::vector<std::uint64_t> pauses(60);
    for (std::uint64_t& pause : pauses) pause = rng.bernoulli(0.3) ? rng.below(9) : 0;
    std::size_t passed = 0, given = 0;
    std::uint64_t may_leave = 0, room = 0;
    const auto pass = [&](std::uint64_t offered) {
      Passage& passage = expected.emplace_back();
      passage.taken = chain.pass(offered, [&](std::uint64_t valid) {
        passage.left = std::max(valid, may_leave);
        may_leave = passage.left + 1 + pauses[passed++];
        return passage.left;
      });
    };
    std::uint64_t offered = rng.below(3);
    pass(offered);
    for (std::uint64_t cycle = 0; given < 50; ++cycle) {
      REQUIRE(cycle < 5000);
      bool left = false;
      const bool taken = pipe.step(cycle >= offered, cycle >= room, left);
      // The beats that are inside, and behind them the one that is offered.
      if (left) {
        REQUIRE(expected.front().left == cycle);
        expected.pop_front();
        room = cycle + 1 + pauses[given++];
      }
      if (taken) {
        REQUIRE(expected.back().taken == cycle);
        offered = cycle + 1 + (rng.bernoulli(0.5) ? rng.below(8) : 0);
        pass(offered);
      }
    }
  }
}
