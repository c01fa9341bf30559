// `tasd_unit` with streams that move so many bits a cycle, its two outputs among them: the RTL
// takes exactly the model's cycles.
#include "tests/support/engine_stream_bits.hpp"

#include "tests/catch.hpp"
#include "tests/engines/tasd_unit/unit.hpp"

using namespace denim;
using namespace denim::test;

namespace {

const UnitForm bounded_forms[]{
    {4, R"(["2:4"])", 4, "sorter", 1},
    {4, R"(["1:4", "1:2", "2:4", "3:4"])", 4, "serial"},
    {8, R"(["2:8", "2:4", "3:8"])", 8, "serial"},
    {4, R"(["1:4"])", 8, "sorter", 1, true},
};

void check_bounded(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const spec::Spec spec = bounded_forms[i % std::size(bounded_forms)].spec();
    tensor::Rng rng(i);
    const Ints a = random_blocks(1 + rng.below(60), 1 + rng.below(12),
                                 static_cast<int>(spec.integer("a_width")), i);
    const program::StreamBits bounded = test::engines::draw_stream_bits(spec, rng);
    INFO(spec.canonical() << "case " << i << ", streams" << test::engines::to_text(bounded));
    const auto schedule = denim::engines::schedule(spec, {a});
    REQUIRE(test::engines::judge_cost(spec, *schedule, bounded) == "");
    REQUIRE(run_unit(spec, a, 0, i, bounded) == "");
  }
}

}  // namespace

TEST_CASE("tasd_unit: streams of so many bits a cycle cost what the model says",
          "[tasd_unit][stream_bits]") {
  check_bounded(40);
}

TEST_CASE("tasd_unit: a thousand cases with streams of so many bits a cycle",
          "[.][long][tasd_unit][stream_bits]") {
  check_bounded(1000);
}
