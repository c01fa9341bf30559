// A grouped convolution on every engine that multiplies: bit- and cycle-exact, with groups of any
// size, which need not be a multiple of a block, of a tile or of anything.
#include <string>
#include <vector>

#include "sw/engines/engine.hpp"
#include "sw/golden/golden.hpp"
#include "sw/tensor/random.hpp"
#include "tests/catch.hpp"
#include "tests/support/engine_simulator.hpp"

using namespace denim;
using namespace denim::test::engines;

namespace {

using Ints = tensor::Matrix<std::int32_t>;

// The small presets of every engine that multiplies; where blocks without non-zeros can be left
// out, also without that.
std::vector<spec::Spec> grouped_specs() {
  std::vector<spec::Spec> specs;
  for (const spec::Preset& preset : spec::presets()) {
    const spec::Spec spec = spec::Spec::load(preset.name);
    const spec::EngineDeclaration& engine = spec.engine();
    if (!engine.takes_b() || engine.multipliers(spec) > 64) continue;
    specs.push_back(spec);
    if (engine.key("skip_empty") == nullptr) continue;
    specs.push_back(spec::Spec::load(preset.name, std::vector<std::string>{"skip_empty=false"}));
  }
  return specs;
}

Ints block_diagonal(std::size_t groups, std::size_t rows, std::size_t depth, double density,
                    tensor::Rng& rng) {
  Ints a(groups * rows, groups * depth);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (std::size_t k = 0; k < depth; ++k) {
      if (!rng.bernoulli(density)) continue;
      a(r, r / rows * depth + k) = static_cast<std::int32_t>(rng.uniform_int(-128, 127));
    }
  }
  return a;
}

}  // namespace

TEST_CASE("a block-diagonal A is bit- and cycle-exact on every engine", "[groups]") {
  const std::vector<spec::Spec> specs = grouped_specs();
  REQUIRE(specs.size() >= 8);
  for (const spec::Spec& spec : specs) {
    CAPTURE(spec.canonical());
    tensor::Rng rng(5);
    for (int i = 0; i < 30; ++i) {
      const auto draw = [&](int most) {
        return static_cast<std::size_t>(rng.uniform_int(1, most));
      };
      const std::size_t groups = draw(6);
      const std::size_t rows = draw(i % 2 == 0 ? 3 : 20);
      const std::size_t depth = draw(i % 3 == 0 ? 5 : 30);
      CAPTURE(groups, rows, depth);
      const Ints a = block_diagonal(groups, rows, depth, i % 5 == 0 ? 0.05 : 0.6, rng);
      Ints b(a.cols(), draw(9));
      for (std::int32_t& value : b.values()) {
        value = static_cast<std::int32_t>(rng.uniform_int(-128, 127));
      }
      const engines::Compiled compiled = engines::compile(spec, {a, {}, b, groups});
      const auto c = golden::multiply(a, b);
      for (const double stall : {0.0, 0.3}) {
        const Expectation expected{c.values(), compiled.cost.cycles, 0, stall};
        REQUIRE(run_and_judge(simulator_of(spec), spec, compiled.program, expected,
                              static_cast<std::uint64_t>(i)) == "");
      }
      std::uint64_t sum = 0;
      for (const auto& cause : compiled.cost.by_cause) sum += cause.cycles;
      CHECK(sum == compiled.cost.cycles);
    }
  }
}

TEST_CASE("groups that are no blocks of one size are refused", "[groups]") {
  const spec::Spec spec = spec::Spec::load("demm_2_8_4", std::vector<std::string>{});
  CHECK_REFUSED(engines::compile(spec, {Ints(6, 8), {}, Ints(8, 2), 4}), "A is 6×8", "4 blocks");
}
