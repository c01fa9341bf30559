// `demm` in the frame of tests.
#include <algorithm>

#include "tests/engines/demm/catalogue.hpp"
#include "tests/engines/demm/draft.hpp"
#include "tests/engines/demm/specs.hpp"
#include "tests/engines/frame/tests.hpp"

namespace denim::test::engines {

namespace {

// Of the last key one and more levels are told apart, but not how many more.
const std::vector<Choices> choices{{"memory", {"\"regs\"", "\"replicated\"", "\"banked\""}},
                                   {"overlap", {"false", "true"}},
                                   {"segments", {"1", "2", "4", "8"}},
                                   {"read_latency", {"0", "1"}},
                                   {"read_registers", {"0", "1"}},
                                   {"multiply_registers", {"0", "1", "2"}},
                                   {"sum_levels", {"0", "1", "more"}},
                                   {"accumulate_registers", {"0", "1", "2"}}};
std::string choice(const spec::Spec& spec, const std::string& key) {
  if (key == "sum_levels" && spec.integer(key) > 1) return "more";
  return spec::to_text(spec.value(key));
}

// What stalls meet: a tile that loads, its beats, a beat that releases it and waits for `c`, the
// next one that wants in.
std::vector<NamedCase> stalled_cases(const spec::Spec& spec) {
  const auto m = static_cast<std::size_t>(spec.integer("m"));
  const auto n = static_cast<std::size_t>(spec.integer("n"));
  const auto columns = static_cast<std::size_t>(spec.integer("columns"));
  return {
      // Each tile has rows that end in it, so that results leave while the next tile loads.
      {"several tiles", {5, 2 * m + 3, columns + 1, Pattern::thin, Values::uniform, "lossless", 3}},
      {"dense tiles", {3, m + 2, columns + 2, Pattern::full, Values::extreme, "lossless", 0}},
      // Every beat gives a result, so that results wait for c while a beat that releases waits for
      // them.
      {"a result a beat", {6, n, 2 * columns + 1, Pattern::full, Values::extreme, "lossless", 1}},
      // The beat that releases a tile is the one that gives its result, in every tile.
      {"one row", {1, m, 2 * columns + 1, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

Catalogue catalogue(const spec::Spec& spec) {
  return spec.integer("segments") == 1 ? single_catalogue(spec) : packed_catalogue(spec);
}

// Three tiles of K, two row groups, two column tiles.
const Case three_tiles{8, 14, 9, Pattern::half, Values::uniform, "lossless", 1};
const Case three_packed_tiles{8, 17, 9, Pattern::half, Values::uniform, "lossless", 1};
const Case three_banked_tiles{14, 45, 9, Pattern::half, Values::uniform, "lossless", 1};

Subject demm() {
  Subject subject{
      .name = "demm",
      .specs = {demm_specs.begin(), demm_specs.end()},
      .choices = {choices, choice, {}},
      .cases = {.corner_step = 11, .random = 100},
      // Tile and accumulators read at once or by a register, one copy of the tile or
      // two, one row a beat or several, banks.
      .stalls = {.specs = {small_regs, odd, packed2_replicated, packed2_banked, packed4_banked,
                           packed4_regs, packed8_banked, parts_single, parts_packed},
                 .two = {small_regs, packed2_replicated},
                 .joint = {small_regs, packed2_replicated},
                 .cases = stalled_cases},
      .malformed = {.specs = {roomy, packed2_regs, packed2_replicated, packed2_banked,
                              packed4_replicated, packed4_banked, packed8_replicated,
                              packed8_banked, parts_packed},
                    .catalogue = catalogue,
                    .standstill_specs = {roomy, packed2_replicated, packed4_banked},
                    .standstills = demm_standstills},
      .random = {.specs = {},
                 .seeds = 100,
                 .most_sound = 50,
                 .job = demm_random_job,
                 .possible_errors = demm_possible_errors},
      .program_bugs = {{odd, three_tiles, single_program_bugs()},
                       {packed4_banked, three_banked_tiles, packed_program_bugs()},
                       {packed2_regs, three_packed_tiles, packed_program_bugs()},
                       {packed4_banked, three_banked_tiles, banked_program_bugs()}}};
  std::ranges::copy_if(
      demm_specs, std::back_inserter(subject.random.specs),
      [](const NamedSpec& named) { return std::string_view(named.name) != deep.name; });
  for (std::vector<NamedSpec>* specs : {&subject.specs, &subject.random.specs})
    specs->insert(specs->end(), demm_parts.begin(), demm_parts.end());
  return subject;
}

const Tests<demm> tests;

}  // namespace

}  // namespace denim::test::engines
