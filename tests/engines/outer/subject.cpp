// `outer` in the frame of tests.
#include "tests/engines/frame/tests.hpp"
#include "tests/engines/outer/catalogue.hpp"
#include "tests/engines/outer/specs.hpp"

namespace denim::test::engines {

namespace {

const std::vector<std::string> lanes{"1", "some", "tile"};
const std::vector<std::string> count{"1", "several"};
const std::vector<std::string> slots{"tile", "fewer"};
const std::vector<std::string> widths{"4", "8", "16"};
const std::vector<Choices> choices{{"p", lanes},          {"q", lanes},        {"units", count},
                                   {"unit_cols", count},  {"queue", count},    {"a_slots", slots},
                                   {"b_slots", slots},    {"a_width", widths}, {"b_width", widths},
                                   {"bank_lines", slots}, {"collector", count}};
// What a spec refuses: unit_cols divides units, a beat brings whole steps, a step has a bank for
// each value, and without banks nothing conflicts.
const std::vector<std::string> impossible{
    "p = tile, a_slots = fewer",      "p = tile, bank_lines = fewer",
    "p = tile, collector = several",  "q = tile, b_slots = fewer",
    "q = tile, bank_lines = fewer",   "q = tile, collector = several",
    "units = 1, unit_cols = several", "bank_lines = tile, collector = several"};

std::string choice(const spec::Spec& spec, const std::string& key) {
  const std::int64_t value = spec.number(key);
  const std::int64_t tile = spec.integer("tile");
  if (key == "p" || key == "q") return value == 1 ? "1" : value == tile ? "tile" : "some";
  if (key == "a_slots" || key == "b_slots" || key == "bank_lines")
    return value == tile ? "tile" : "fewer";
  if (key == "a_width" || key == "b_width") return std::to_string(value);
  return value == 1 ? "1" : "several";
}

// What stalls meet: queues that fill, tiles that wait for the one before to leave, units that have
// nothing to do, results that wait for `c`.
std::vector<NamedCase> stalled_cases(const spec::Spec& spec) {
  const auto r = static_cast<std::size_t>(spec.number("a_rows"));
  const auto c = static_cast<std::size_t>(spec.number("b_cols"));
  return {
      {"several tiles", {2 * r, 4, c + 1, Pattern::half, Values::uniform, "lossless", 3}},
      // The next tile is complete long before the one before has left.
      {"a step a tile", {3 * r, 1, c, Pattern::full, Values::extreme, "lossless", 0}},
      {"one dense tile", {r, 6, c, Pattern::full, Values::uniform, "lossless", 1}},
      {"one value", {1, 1, 1, Pattern::full, Values::uniform, "lossless", 0}},
  };
}

const std::vector<NamedSpec> stalled{narrow,      grid,        beside,     one_row,
                                     banked_grid, banked_deep, parts_grid, parts_banked};

// Several bands of rows and columns.
const Case several_bands{14, 11, 12, Pattern::half, Values::uniform, "lossless", 2};

Subject outer() {
  return {
      .name = "outer",
      .specs = {outer_specs.begin(), outer_specs.end()},
      .choices = {choices, choice, impossible},
      .cases = {.corner_step = 113, .random = 90},
      .stalls = {.specs = stalled,
                 .two = {narrow, one_row},
                 .joint = stalled,
                 .cases = stalled_cases},
      .malformed = {.specs = {narrow, stacked, grid, both_few, whole_tile, banked_grid, parts_grid},
                    .catalogue = outer_catalogue,
                    .standstill_specs = {narrow, grid, whole_tile},
                    .standstills = outer_standstills},
      .random = {.specs = {narrow, stacked, grid, beside, even, both_few, single, column,
                           banked_grid, banked_tall, banked_deep, parts_grid},
                 .seeds = 60,
                 .most_sound = 50,
                 .job = outer_random_job,
                 .possible_errors = outer_possible_errors,
                 .bits = outer_random_bits},
      .program_bugs = {{grid, several_bands, outer_program_bugs()}}};
}

const Tests<outer> tests;

}  // namespace

}  // namespace denim::test::engines
