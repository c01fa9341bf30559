// The tables of `demm`, the decoupled engine: C[R×J] = A[R×K]·B[K×J] with A sparse. A memory of m
// rows × `columns` columns has one write port and n read ports; each port feeds `columns`
// multipliers with one non-zero of A. See docs/engines/demm.md.
#include <fmt/format.h>

#include "gen/spec/engine.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

constexpr std::int64_t max_multipliers = 1 << 14;

std::string check(const Spec& spec) {
  const std::int64_t n = spec.integer("n");
  const std::int64_t m = spec.integer("m");
  const std::int64_t columns = spec.integer("columns");
  const std::int64_t product = spec.integer("a_width") + spec.integer("b_width");
  if (n > m) return fmt::format("n is {}, more than m = {}; n:m needs n ≤ m", n, m);
  if (n * columns > max_multipliers) {
    return fmt::format("columns is {}: n · columns = {} multipliers; at most {} are built", columns,
                       n * columns, max_multipliers);
  }
  if (spec.integer("acc_width") < product) {
    return fmt::format(
        "acc_width is {}; a product has a_width + b_width = {} bits, so it must be "
        "at least that",
        spec.integer("acc_width"), product);
  }
  return {};
}

const EngineDeclaration declaration{
    .name = "demm",
    .meaning = "decoupled engine: 1-write n-read memory of m rows, n:m sparse rows of A",
    .keys =
        {
            {"n", IntegerType{1, 64}, std::int64_t{8}, "",
             "non-zeros of A in one beat: read ports of the memory, multipliers of a column"},
            {"m", IntegerType{2, 1024}, std::int64_t{128}, "rows",
             "rows of B in one tile: depth of the memory, columns of A in a k-block"},
            {"columns", IntegerType{1, 1024}, std::int64_t{64}, "columns",
             "columns of B and C in one tile"},
            {"rows", IntegerType{1, 65536}, std::int64_t{512}, "rows",
             "accumulators of a column: rows of C that are worked on at a time"},
            {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
             "width of a value of A, signed"},
            {"b_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
             "width of a value of B, signed"},
            {"acc_width", IntegerType{16, 48}, std::int64_t{32}, "bits",
             "width of an accumulator and of a value of C, signed"},
            {"memory", WordType{{"regs", "replicated"}}, std::string("replicated"), "",
             "the n read ports: multiplexers on one register file, or n copies of a 1R1W RAM"},
            {"passes", WordType{{"dynamic", "fixed"}}, std::string("dynamic"), "",
             "beats of a row in a k-block: as many as it needs, or as many as the fullest row "
             "needs"},
        },
    .streams =
        {
            {"a",
             true,
             "the sparse operand and the schedule: up to n non-zeros of one row in one k-block",
             {
                 {"value", Width::of_key("a_width"), "n",
                  "value of A, signed; ignored in a lane "
                  "from `end` up"},
                 {"index", Width::of_index("m"), "n",
                  "its column within the k-block, which is a "
                  "row of the tile"},
                 {"end", Width::of_count("n"), "", "lanes 0 … end-1 belong to the segment"},
                 {"row", Width::of_index("rows"), "", "accumulator to which the segment adds"},
                 {"used", Width::of(1), "", "1: the segment adds; 0: the beat adds nothing"},
                 {"first", Width::of(1), "", "1: the sum overwrites the accumulator"},
                 {"last", Width::of(1), "", "1: the accumulator leaves as a `c` beat"},
                 {"release", Width::of(1), "", "1: the last beat that uses this tile"},
             }},
            {"b",
             true,
             "the dense operand: one row of a tile",
             {
                 {"data", Width::of_key("b_width"), "columns", "value of B, signed"},
                 {"row", Width::of_index("m"), "", "row of the tile"},
                 {"last", Width::of(1), "", "1: the tile is whole and may be used"},
             }},
            {"c",
             false,
             "the results: one row of C in one column tile",
             {
                 {"data", Width::of_key("acc_width"), "columns", "value of C, signed"},
                 {"row", Width::of_index("rows"), "", "accumulator that it comes from"},
             }},
        },
    .errors =
        {
            {"a_row_range", "an a beat's row is not below `rows`; the beat adds nothing"},
            {"a_index_range", "a used lane's index is not below m; the lane adds zero"},
            {"a_segment", "an a beat's end is above n; its lanes all count as used"},
            {"b_row_range", "a b beat's row is not below m; it is not written"},
            {"absent_row", "a used lane reads a row that this tile did not bring; it adds zero"},
        },
    .stages =
        {
            {"lane", 1},
            {"multiply", 1},
            {"sum", 1},
            {"accumulate", 1},
        },
    .check = check,
    .multipliers = [](const Spec& spec) { return spec.integer("n") * spec.integer("columns"); },
};

const Registration registration{declaration};

}  // namespace

}  // namespace denim::spec
