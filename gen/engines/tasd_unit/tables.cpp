// The tables of `tasd_unit`, which takes blocks apart into a series of N:M terms: a beat of values
// in; the pairs of all terms and the residual out. See docs/engines/tasd_unit.md.
#include <numeric>

#include "gen/engines/tasd_unit/engine.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/spec.hpp"
#include "gen/spec/tasd.hpp"

namespace denim::spec {

namespace {

bool serial(const Spec& spec) { return spec.word("form") == "serial"; }

std::string check(const Spec& spec) {
  return check_tasd_terms("terms", spec.patterns("terms"), "m", spec.integer("m"));
}

int cycles_of(const Spec& spec, bool of_serial) {
  if (serial(spec) != of_serial) return 0;
  const auto stages = tasd_stages(spec.patterns("terms"), of_serial, spec.integer("levels"));
  return std::accumulate(stages.begin(), stages.end(), 0);
}

// The sorter's units each have one stage more than their network, in which the residual is made.
int residual_cycles(const Spec& spec) {
  return serial(spec) ? 0 : static_cast<int>(tasd_units(spec.patterns("terms")).size());
}

const EngineDeclaration& declaration() {
  static const EngineDeclaration all{
      .name = "tasd_unit",
      .meaning = "TASD unit: takes blocks apart into a series of n:m terms and a residual",
      .keys =
          {
              {"m", IntegerType{2, max_tasd_block}, std::int64_t{8}, "values",
               "values of a beat: a block of the largest term, or several of the others side by "
               "side"},
              {"terms", PatternsType{max_tasd_block, true}, List{"4:8"}, "",
               "the series: each term is taken of what the ones before it left"},
              {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
               "width of a value, signed"},
              {"form", WordType{{"serial", "sorter"}}, std::string("sorter"), "",
               "serial: a comparator tree that takes one element of each block a cycle; sorter: a "
               "pipelined selection network that takes a beat a cycle"},
              {"levels", IntegerType{0, 15}, std::int64_t{2}, "comparators",
               "of the sorter, in a row between two registers; 0: all of them"},
          },
      .streams =
          {
              {"a",
               Carries::a,
               true,
               "the values",
               {{"data", Width::of_key("a_width"), "m", "value, signed", Holds::values}}},
              {"t",
               Carries::results,
               false,
               "the terms, each an n:m view of what the ones before it left",
               {{"value", Width::of_key("a_width"), "pairs", tasd_value_meaning,
                 Holds::pair_values},
                {"index", Width::of_index("largest_m"), "pairs", tasd_index_meaning,
                 Holds::pair_indices}}},
              {"r",
               Carries::results,
               false,
               "the residual: the values of the beat, 0 where a term has taken one",
               {{"data", Width::of_key("a_width"), "m", "value, signed", Holds::values}}},
          },
      .errors = {},
      .stages =
          {
              {"take", [](const Spec& spec) { return cycles_of(spec, true); }},
              {"sort",
               [](const Spec& spec) { return cycles_of(spec, false) - residual_cycles(spec); }},
              {"residual", residual_cycles},
          },
      .derived =
          {
              {"pairs",
               [](const Spec& spec) {
                 return tasd_pairs(spec.patterns("terms"), spec.integer("m"));
               }},
              {"largest_m",
               [](const Spec& spec) { return tasd_largest_m(spec.patterns("terms")); }},
          },
      .timed = "an `a` beat",
      .check = check,
      .taken = [](const Spec& spec) { return spec.patterns("terms"); },
      .lacked = {{"dsp_pack", "it multiplies nothing"},
                 {"result_bits", "terms and residual leave side by side, each block as it came"}},
  };
  return all;
}

}  // namespace

}  // namespace denim::spec

const denim::spec::EngineDeclaration& denim::tasd_unit::tables() { return spec::declaration(); }
