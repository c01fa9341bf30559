// Two products in one multiplier: exact for all values, and bugs put into them.
#include <array>

#include "tests/catch.hpp"
#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/hardware_bugs.hpp"
#include "tests/support/engine_cases.hpp"
#include "tests/support/engine_simulator.hpp"

using namespace denim;
using namespace denim::test::engines;
using namespace denim::test::engines::edits;
using ir::Value;

namespace {

// Of the sizes that the catalogue of what can be wrong in beats is made for.
const NamedSpec pairs = demm_named("bugs_pairs",
                                   "n = 5\nm = 6\ncolumns = 4\nrows = 5\nacc_width = 24\n"
                                   "dsp_pack = \"int8x2\"\nmultiply_registers = 2\n"
                                   "memory = \"replicated\"\n");
const NamedSpec all_values =
    demm_named("all_values",
               "n = 1\nm = 2\ncolumns = 64\nrows = 256\ndsp_pack = \"int8x2\"\n"
               "memory = \"replicated\"\n");

// Each value of 8 bits.
std::int32_t value_of(std::size_t row) { return static_cast<std::int32_t>(row) - 128; }

const std::vector<Mutation> mutations{
    {"the upper product is one too small below a negative one",
     {{"top: gen_lane.gen_pair.products#2", part(1, zero())}}},
    {"the upper product is never one too small",
     {{"top: gen_lane.gen_pair.products#2", part(1, ones())}}},
    {"the columns of a pair change places",
     {{"top: gen_lane.gen_pair.factors", part(1, part(0, on(1)))}}},
    {"the lower value is taken as unsigned",
     {{"top: gen_lane.gen_pair.factors", part(1, as_unsigned())}}},
    {"the value of A is taken as unsigned",
     {{"top: gen_lane.gen_pair.product_first.value", part(0, as_unsigned())}}},
    {"the factor is taken as unsigned",
     {{"top: gen_lane.gen_pair.product_first.value", part(1, as_unsigned())}}},
    {"the second register moves while the pipeline waits",
     {{"top: gen_lane.gen_pair.product.enable", ones()}},
     Found::under_stalls},
};

}  // namespace

TEST_CASE("demm: two products in one multiplier are exact for all values", "[demm][pairs]") {
  const spec::Spec spec = all_values.spec();
  // All pairs of a value and one of those at which something changes, either of them first.
  constexpr std::array<std::int32_t, 8> corners{-128, -127, -64, -1, 0, 1, 64, 127};
  constexpr std::size_t values = 256;
  Ints a(values, 1);
  for (std::size_t row = 0; row < values; ++row) a(row, 0) = value_of(row);
  Ints b(1, 2 * 2 * values * corners.size());
  std::size_t column = 0;
  for (std::size_t row = 0; row < values; ++row) {
    for (const std::int32_t corner : corners) {
      for (const std::int32_t one : {value_of(row), corner, corner, value_of(row)})
        b(0, column++) = one;
    }
  }
  REQUIRE(column == b.cols());
  const auto golden = golden::multiply(a, b);
  const std::vector<denim::engines::Term> terms{denim::engines::Term(a)};
  const auto compiled = denim::engines::compile(spec, {{}, terms, b});
  const sim::RunResult result =
      sim::run(simulator_of(spec), spec, filled(spec, compiled.program, golden), {});
  CHECK(result.ok());
  CHECK(result.cycles == compiled.cost.cycles);
}

TEST_CASE("demm: each bug put into packed products is found", "[demm][bugs][pairs]") {
  const spec::Spec spec = pairs.spec();
  check_bugs(spec, {{}, mutations, {accept_and_used}},
             jury_of(spec, jobs_of(single_catalogue(spec))));
}
