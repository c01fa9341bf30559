// The tables of `outer`: C[R×J] = A[R×K]·B[K×J] with both operands sparse. A step of k is a column
// of A times a row of B, each as a bitmap and its condensed values; units side by side add the
// products to tiles of C. See docs/engines/outer.md.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/engines/outer/engine.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

std::int64_t unit_rows(const Spec& spec) {
  return spec.integer("units") / spec.integer("unit_cols");
}

// Values that a beat can bring of a column or row of a tile.
std::int64_t slots(const Spec& spec, const char* key) {
  const std::int64_t given = spec.integer(key);
  return given == 0 ? spec.integer("tile") : given;
}
std::int64_t a_slots(const Spec& spec) { return slots(spec, "a_values"); }
std::int64_t b_slots(const Spec& spec) { return slots(spec, "b_values"); }

// Rows of banks, and columns.
std::int64_t bank_lines(const Spec& spec) {
  const std::int64_t given = spec.integer("banks");
  return given == 0 ? spec.integer("tile") : given;
}

std::int64_t product_width(const Spec& spec) {
  return spec.integer("a_width") + spec.integer("b_width");
}

std::string check_lanes(const Spec& spec, const char* lanes_key, const char* slots_key) {
  const std::int64_t lanes = spec.integer(lanes_key);
  const std::int64_t tile = spec.integer("tile");
  if (lanes > tile) {
    return fmt::format("{} is {}, more than tile = {}; a tile has no more rows or columns",
                       lanes_key, lanes, tile);
  }
  const std::int64_t given = slots(spec, slots_key);
  if (given % lanes != 0 || given > tile) {
    return fmt::format(
        "{} is {}; a beat brings whole steps, so take a multiple of {} = {} up to tile = {}",
        slots_key, given, lanes_key, lanes, tile);
  }
  return {};
}

std::string check_banks(const Spec& spec) {
  const std::int64_t tile = spec.integer("tile");
  const std::int64_t banks = bank_lines(spec);
  const std::int64_t lanes = std::max(spec.integer("p"), spec.integer("q"));
  if (banks > tile) return fmt::format("banks is {}, more than tile = {}", banks, tile);
  if (banks < lanes) {
    return fmt::format(
        "banks is {}; a step has products for {} of its rows or columns of banks, so take at least "
        "as many",
        banks, lanes);
  }
  if (banks * banks < tile) {
    return fmt::format(
        "banks is {}; a beat of results is a word of {} banks, so banks · banks must be at least "
        "tile = {}",
        banks, tile, tile);
  }
  if (banks == tile && spec.integer("collector") != 1) {
    return fmt::format("collector is {}, but with banks = tile nothing conflicts; take 1",
                       spec.integer("collector"));
  }
  return {};
}

std::string check(const Spec& spec) {
  if (spec.integer("units") % spec.integer("unit_cols") != 0) {
    return fmt::format("unit_cols is {}; it must divide units = {}", spec.integer("unit_cols"),
                       spec.integer("units"));
  }
  for (const auto& [lanes, values] : {std::pair{"p", "a_values"}, std::pair{"q", "b_values"}})
    if (const std::string wrong = check_lanes(spec, lanes, values); !wrong.empty()) return wrong;
  return check_banks(spec);
}

bool a_can_exceed(const Spec& spec) { return a_slots(spec) < spec.integer("tile"); }
bool b_can_exceed(const Spec& spec) { return b_slots(spec) < spec.integer("tile"); }

const EngineDeclaration& declaration() {
  static const EngineDeclaration all{
      .name = "outer",
      .meaning = "outer products of two sparse operands, p values of A by q of B a step",
      .keys =
          {{"p", IntegerType{1, 64, {1, 2, 4, 8, 16, 32, 64}}, std::int64_t{8}, "",
            "values of A in a step of a unit"},
           {"q", IntegerType{1, 64, {1, 2, 4, 8, 16, 32, 64}}, std::int64_t{16}, "",
            "values of B in a step of a unit: it has p·q multipliers"},
           {"tile", IntegerType{2, 128, {2, 4, 8, 16, 32, 64, 128}}, std::int64_t{32}, "",
            "rows and columns of C that a unit has accumulators for"},
           {"units", IntegerType{1, 64}, std::int64_t{4}, "", "tiles of C side by side"},
           {"unit_cols", IntegerType{1, 64}, std::int64_t{1}, "units",
            "of them beside each other, with a column of A in common; those below each other have "
            "a row of B in common"},
           {"queue", IntegerType{1, 64}, std::int64_t{4}, "steps of k",
            "that may wait in front of each unit, so that units need not keep step"},
           {"a_values", IntegerType{0, 128}, std::int64_t{0}, "",
            "values of A that a beat can bring for a unit, a multiple of p; 0: tile"},
           {"b_values", IntegerType{0, 128}, std::int64_t{0}, "",
            "values of B that a beat can bring for a unit, a multiple of q; 0: tile"},
           {"banks", IntegerType{0, 128, {0, 2, 4, 8, 16, 32, 64, 128}}, std::int64_t{0}, "",
            "rows and as many columns of banks of accumulators, each a RAM that takes a product a "
            "cycle; 0: tile, an adder for each accumulator, so that nothing conflicts"},
           {"collector", IntegerType{1, 64}, std::int64_t{1}, "groups",
            "of p values of A, or of q of B, out of which lanes take values, so that those wait "
            "whose bank is in use and not those behind them"},
           {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
            "width of a value of A, signed"},
           {"b_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
            "width of a value of B, signed"},
           {"acc_width", IntegerType{16, 48}, std::int64_t{32}, "bits",
            "width of an accumulator and of a value of C, signed"}},
      .streams =
          {{"a",
            Carries::a,
            true,
            "a column of A, tile by tile",
            {{"bitmap", Width::of(1), "a_rows", "1: the column has a value in this row"},
             {"value", Width::of_key("a_width"), "a_count",
              "the values of a tile's column, condensed: that of its first set bit, of its second, "
              "…; signed",
              Holds::values},
             {"last", Width::of(1), "", "1: with this step the tiles of C are complete"}}},
           {"b",
            Carries::b,
            true,
            "a row of B, tile by tile",
            {{"bitmap", Width::of(1), "b_cols", "1: the row has a value in this column"},
             {"data", Width::of_key("b_width"), "b_count",
              "the values of a tile's row, condensed; signed", Holds::values}}},
           {"c",
            Carries::results,
            false,
            "the results: a row of a unit's tile, or a block, the last one first",
            {{"data", Width::of_key("acc_width"), "tile",
              "values of C, signed; with banks a block of tile / banks rows and `banks` columns, "
              "row "
              "by row",
              Holds::values},
             {"row", Width::of_index("c_rows"), "",
              "unit · tile + row of its tile; with banks + number of the block"}}}},
      .errors = {{"a_too_many",
                  "a bitmap of `a` has more bits than a beat has values: the values of the lowest "
                  "ones count. Told where the step is worked on: by a unit whose other bitmap has "
                  "a bit, or with `last`",
                  a_can_exceed},
                 {"b_too_many", "the same of a bitmap of `b`", b_can_exceed}},
      .stages = {{"queue", always(1)},
                 {"select", always(1)},
                 {"multiply", always(1)},
                 {"accumulate", always(1)},
                 {"hand over", always(1)},
                 {"push out", always(1)}},
      .derived =
          {{"unit_rows", unit_rows},
           {"a_slots", a_slots},
           {"b_slots", b_slots},
           {"bank_lines", bank_lines},
           {"a_rows", [](const Spec& spec) { return unit_rows(spec) * spec.integer("tile"); }},
           {"b_cols",
            [](const Spec& spec) { return spec.integer("unit_cols") * spec.integer("tile"); }},
           {"a_count", [](const Spec& spec) { return unit_rows(spec) * a_slots(spec); }},
           {"b_count", [](const Spec& spec) { return spec.integer("unit_cols") * b_slots(spec); }},
           {"c_rows",
            [](const Spec& spec) { return spec.integer("units") * spec.integer("tile"); }},
           {"product_width", product_width}},
      .bounds = {{"acc_width", true, "product_width",
                  [](const Spec& spec) {
                    return fmt::format(
                        "acc_width is {}; a product has a_width + b_width = {} bits, so it must be "
                        "at least that",
                        spec.integer("acc_width"), product_width(spec));
                  }}},
      .timed = "an `a` beat with `last`, of an idle engine and one step,",
      .check = check,
      .multipliers =
          [](const Spec& spec) {
            return spec.integer("p") * spec.integer("q") * spec.integer("units");
          },
      .lacked = {{"dsp_pack",
                  "each of its products goes to an accumulator of its own, and to take two out of "
                  "one multiplier is not built"}},
      .rules = outer::rules(),
  };
  return all;
}

}  // namespace

}  // namespace denim::spec

const denim::spec::EngineDeclaration& denim::outer::tables() { return spec::declaration(); }
