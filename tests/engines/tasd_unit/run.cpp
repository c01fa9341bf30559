// Generated TASD units against the definition: every pair and every residual bit by bit, every
// cycle by the model, with and without stalls. Exhaustive where blocks are small, random and corner
// cases up to blocks of 32.
//
// A failing case prints its line; DENIM_ENGINE_CASE=<form>#<seed> runs that case alone.
#include <cstdlib>

#include "tests/catch.hpp"
#include "tests/engines/tasd_unit/unit.hpp"

using namespace denim;
using namespace denim::test;

namespace {

// Each N, and series: of one M, which share a unit; of several, which are a chain; with terms for
// which nothing is left.
const std::vector<UnitForm> small{
    {4, R"(["1:4"])", 4, "sorter"},           {4, R"(["2:4"])", 4, "sorter", 1},
    {4, R"(["3:4"])", 4, "sorter", 0},        {4, R"(["4:4"])", 4, "sorter"},
    {4, R"(["1:2", "2:4"])", 4, "sorter", 1}, {4, R"(["1:4"])", 4, "serial"},
    {4, R"(["2:4"])", 4, "serial"},           {4, R"(["3:4"])", 4, "serial"},
    {4, R"(["4:4"])", 4, "serial"},           {4, R"(["1:4", "1:2", "2:4", "3:4"])", 4, "serial"},
};

const std::vector<UnitForm> large{
    {8, R"(["4:8", "1:8"])", 8, "sorter", 1},
    {8, R"(["4:8", "1:8"])", 8, "serial"},
    {8, R"(["2:4", "2:8"])", 16, "sorter", 2, true},
    {8, R"(["2:8", "2:4", "3:8"])", 8, "serial"},
    {16, R"(["8:16"])", 8, "sorter", 3},
    {16, R"(["1:16", "4:8", "1:2"])", 4, "serial"},
    {2, R"(["1:2", "1:2", "1:2"])", 8, "sorter"},
    {15, R"(["2:5", "2:3", "7:15"])", 8, "sorter", 4},
    {21, R"(["4:7", "5:21"])", 16, "serial"},
    {31, R"(["16:31"])", 8, "sorter", 1},
    {32, R"(["32:32"])", 8, "sorter", 5},
    {32, R"(["1:32", "4:8", "2:16", "1:2"])", 16, "sorter", 2},
    {32, R"(["8:32", "3:4"])", 8, "serial"},
};

std::string name_of(std::size_t number, bool is_large) {
  return fmt::format("{}{}", is_large ? "large" : "small", number);
}

bool wanted(const std::string& name, std::uint64_t seed) {
  const char* only = std::getenv("DENIM_ENGINE_CASE");
  return only == nullptr || fmt::format("{}#{}", name, seed) == only;
}

void check(const UnitForm& form, const std::string& name, const Ints& a, double stall,
           std::uint64_t seed) {
  if (!wanted(name, seed)) return;
  const spec::Spec spec = form.spec();
  INFO("again: DENIM_ENGINE_CASE='" << name << "#" << seed
                                    << "' build/tests/engines '[tasd_unit]'\n"
                                    << spec.canonical());
  CHECK(run_unit(spec, a, stall, seed) == "");
}

void build(const std::vector<UnitForm>& forms) {
  std::vector<spec::Spec> specs;
  for (const UnitForm& form : forms) specs.push_back(form.spec());
  denim::test::engines::build_simulators(std::move(specs));
}

}  // namespace

TEST_CASE("tasd_unit takes every block of 4 values of 4 bits apart", "[tasd_unit]") {
  build(small);
  const Ints blocks = every_block(4, 4);
  REQUIRE(blocks.rows() == 65536);
  for (std::size_t i = 0; i < small.size(); ++i) check(small[i], name_of(i, false), blocks, 0, 0);
}

TEST_CASE("tasd_unit takes random blocks of up to 32 values apart, under any stalls",
          "[tasd_unit]") {
  build(large);
  for (std::size_t i = 0; i < large.size(); ++i) {
    const UnitForm& form = large[i];
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      const double stall = seed % 3 == 0 ? 0 : seed % 3 == 1 ? 0.3 : 0.8;
      // Rows of one block, of several, and those that end within one.
      const auto m = static_cast<std::size_t>(form.m);
      const std::size_t columns = seed < 4 ? m : 1 + (seed * 7) % (3 * m);
      const Ints a = random_blocks(1 + 40 * (seed % 5), columns, form.width, seed);
      check(form, name_of(i, true), a, stall, seed);
    }
  }
}

TEST_CASE("tasd_unit: the sorter takes a block a cycle, the tree an element a cycle",
          "[tasd_unit]") {
  for (const int m : {8, 16}) {
    const std::string terms = fmt::format("[\"{}:{}\"]", m / 2, m);
    const Ints blocks = random_blocks(2000, static_cast<std::size_t>(m), 8, 1);
    for (const char* form : {"sorter", "serial"}) {
      const spec::Spec spec = UnitForm{m, terms.c_str(), 8, form}.spec();
      CAPTURE(m, form);
      CHECK(run_unit(spec, blocks, 0, 0) == "");
      const auto cost = denim::engines::compile(spec, {blocks}).cost;
      const auto latency = static_cast<std::uint64_t>(spec.engine().latency(spec));
      const std::uint64_t each =
          std::string(form) == "sorter" ? 1 : static_cast<std::uint64_t>(m) / 2;
      CHECK(cost.cycles == 1999 * each + 1 + latency);
    }
  }
}
