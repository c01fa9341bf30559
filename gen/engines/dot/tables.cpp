// The tables of `dot`: C[R×J] = A[R×K]·B[K×J], an element of C at a time, as a dot product of a row
// of A and a column of B. See docs/tutorial.md.
#include <fmt/format.h>

#include <bit>

#include "gen/engines/dot/engine.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

// Of the sum of the products of a beat.
std::int64_t sum_width(const Spec& spec) {
  const auto growth = std::bit_width(static_cast<std::uint64_t>(spec.integer("lanes")) - 1);
  return spec.integer("a_width") + spec.integer("b_width") + growth;
}

const EngineDeclaration& declaration() {
  static const EngineDeclaration all{
      .name = "dot",
      .meaning =
          "dot products: lanes values of a row of A by lanes values of a column of B a cycle",
      .keys = {{"lanes", IntegerType{1, 64}, std::int64_t{8}, "",
                "values of A and of B in a beat: multipliers"},
               {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
                "width of a value of A, signed"},
               {"b_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
                "width of a value of B, signed"},
               {"acc_width", IntegerType{16, 48}, std::int64_t{32}, "bits",
                "width of the accumulator and of a value of C, signed"}},
      .streams =
          {{"a",
            Carries::a,
            true,
            "values of a row of A",
            {{"value", Width::of_key("a_width"), "lanes", "value of A, signed", Holds::values},
             {"last", Width::of(1), "", "1: the last beat of its dot product"}}},
           {"b",
            Carries::b,
            true,
            "values of a column of B",
            {{"data", Width::of_key("b_width"), "lanes", "value of B, signed", Holds::values}}},
           {"c",
            Carries::results,
            false,
            "the results: an element of C",
            {{"data", Width::of_key("acc_width"), "", "value of C, signed", Holds::values}}}},
      .errors = {},
      .stages = {{"accumulate", always(1)}},
      .derived = {{"sum_width", sum_width}},
      .bounds = {{"acc_width", true, "sum_width",
                  [](const Spec& spec) {
                    return fmt::format(
                        "acc_width is {}; a sum of lanes products has a_width + b_width + "
                        "⌈log2 lanes⌉ = {} bits, so it must be at least that",
                        spec.integer("acc_width"), sum_width(spec));
                  }}},
      .timed = "an `a` beat with `last`",
      .check = [](const Spec&) { return std::string(); },
      .multipliers = [](const Spec& spec) { return spec.integer("lanes"); },
      .lacked = {{"dsp_pack", "no two of its multipliers have a factor in common"}},
  };
  return all;
}

}  // namespace

}  // namespace denim::spec

const denim::spec::EngineDeclaration& denim::dot::tables() { return spec::declaration(); }
