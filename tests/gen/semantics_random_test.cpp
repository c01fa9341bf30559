// Random modules mean the same to the interpreter of the IR, to simulators that read their text,
// and as gates.
#include <cstdlib>
#include <string>

#include "tests/catch.hpp"
#include "tests/gen/ir_meaning.hpp"

namespace denim::test {
namespace {

// Modules random_<seed>, from the seed on.
void fill(ir::Design& design, Meaning& meaning, unsigned seed, int count, RandomLimits limits) {
  for (int i = 0; i < count; ++i) {
    const RandomModule one(design, "random_" + std::to_string(seed + static_cast<unsigned>(i)),
                           seed + static_cast<unsigned>(i), limits);
    meaning.add(one.module(), one.fields());
  }
  ir::check(design);
}

// DENIM_SEED takes the place of the seed, so that a failure can be seen alone:
// DENIM_SEED=<number of the module> build/tests/gen "[semantics]"
unsigned seed_or(unsigned usual) {
  const char* wanted = std::getenv("DENIM_SEED");
  return wanted ? static_cast<unsigned>(std::stoul(wanted)) : usual;
}
int count_or(int usual) { return std::getenv("DENIM_SEED") ? 1 : usual; }

constexpr const char* reproduction =
    "to see one alone: DENIM_SEED=<the number of its module> build/tests/gen \"[semantics]\"";

TEST_CASE("two simulators read in the text of random modules what the IR means",
          "[semantics][random]") {
  INFO(reproduction);
  ir::Design design;
  Meaning meaning;
  fill(design, meaning, seed_or(1), count_or(40), {});
  meaning.write(60, 1);
  CHECK(meaning.icarus() == "");
  CHECK(meaning.verilator() == "");
}

TEST_CASE("the gates that Yosys makes of random modules do what the IR means",
          "[semantics][random]") {
  INFO(reproduction);
  ir::Design design;
  Meaning meaning;
  fill(design, meaning, seed_or(1001), count_or(4),
       {.widest = 10, .widest_product = 4, .cuts = false});
  meaning.write(100, 2);
  CHECK(meaning.icarus() == "");
  CHECK(meaning.netlists("synth") == "");
}

}  // namespace
}  // namespace denim::test
