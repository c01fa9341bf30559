// The tables of `nm_array`, the array of N:M PEs: C[R×J] = A[R×K]·B[K×J] with A in N:M blocks along
// K. PE rows cover K, PE columns cover rows of C; tiles of A stay in the PEs while columns of B
// stream past them. See docs/engines/nm_array.md.
#include <fmt/format.h>

#include <bit>

#include "gen/engines/nm_array/engine.hpp"
#include "gen/spec/accumulate.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/ram_style.hpp"
#include "gen/spec/spec.hpp"

namespace denim::spec {

namespace {

constexpr std::int64_t max_multipliers = 1 << 14;
constexpr std::int64_t max_activation_bits = 1 << 16;
constexpr std::int64_t max_block = 64;

std::int64_t clog2(std::int64_t value) {
  return static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(value) - 1));
}

// Those of the key, else n:m.
std::vector<Pattern> patterns(const Spec& spec) {
  std::vector<Pattern> listed = spec.patterns("patterns");
  if (listed.empty()) listed.push_back({spec.integer("n"), spec.integer("m")});
  return listed;
}

std::int64_t multipliers(const Spec& spec) {
  return spec.integer("n") * spec.integer("pe_rows") * spec.integer("pe_cols");
}

// Activations that a PE sees: blocks of its sparsest pattern, which has the most.
std::int64_t window(const Spec& spec) {
  return spec.integer("m") * (spec.integer("n") / patterns(spec).front().n);
}

// Each multiplier of a PE adds to a sum of its own that passes from row to row; of one multiplier
// there is no other.
bool chained(const Spec& spec) {
  return spec.word("reduction") == "chain" && spec.integer("n") > 1;
}

std::int64_t width_of_sum(const Spec& spec, std::int64_t products) {
  return spec.integer("a_width") + spec.integer("b_width") + clog2(products);
}

// Of the sum over the n · pe_rows products of a column.
std::int64_t sum_width(const Spec& spec) {
  return width_of_sum(spec, spec.integer("n") * spec.integer("pe_rows"));
}

// Of a sum that passes from row to row.
std::int64_t passing_width(const Spec& spec) {
  return chained(spec) ? width_of_sum(spec, spec.integer("pe_rows")) : sum_width(spec);
}

std::string check_patterns(const Spec& spec) {
  const std::int64_t n = spec.integer("n");
  const std::int64_t m = spec.integer("m");
  std::int64_t before = 0;
  for (const Pattern& pattern : spec.patterns("patterns")) {
    const std::string text = fmt::format("patterns has \"{}:{}\"", pattern.n, pattern.m);
    if (pattern.m != m) return fmt::format("{} with m = {}; all have blocks of m", text, m);
    if (pattern.n < before) {
      return fmt::format("{} behind \"{}:{}\"; the sparsest comes first", text, before, m);
    }
    if (n % pattern.n != 0) {
      return fmt::format(
          "{} with n = {}; the n multipliers of a PE are shared among whole blocks, so take "
          "patterns whose N divides n",
          text, n);
    }
    before = pattern.n;
  }
  if (before == 0 && n > m) {
    return fmt::format("n is {}, more than m = {}; n:m needs n ≤ m, or list the patterns", n, m);
  }
  return {};
}

std::string check(const Spec& spec) {
  if (const std::string wrong = check_patterns(spec); !wrong.empty()) return wrong;
  if (spec.word("reduction") == "chain" && spec.word("flow") != "systolic") {
    return fmt::format(
        "reduction is \"chain\" with flow = \"{}\"; a chain is of sums that pass from row to row: "
        "flow = \"systolic\", or reduction = \"tree\"",
        spec.word("flow"));
  }
  const std::string late = check_accumulate(spec);
  return late.empty() ? check_ram_style(spec, "accumulator_ram_style") : late;
}

std::int64_t activation_bits(const Spec& spec) {
  return spec.number("activations") * spec.integer("b_width");
}

bool systolic(const Spec& spec) { return spec.word("flow") == "systolic"; }

// From the first PE to the last: a cycle from row to row and from column to column.
int skew_cycles(const Spec& spec) {
  if (!systolic(spec)) return 0;
  return static_cast<int>(spec.integer("pe_rows") + spec.integer("pe_cols") - 2);
}

// The choice of an activation; a block of one leaves none.
int select_cycles(const Spec& spec) { return spec.integer("m") > 1 ? 1 : 0; }

// The sum of a PE's products; two or fewer are added with the sum that passes, and each in a chain.
int reduce_cycles(const Spec& spec) {
  return systolic(spec) && !chained(spec) && spec.integer("n") > 2 ? 1 : 0;
}

// The tree over the rows of a column, with a register behind every second level, or over its
// chains, with one behind every level.
int tree_cycles(const Spec& spec) {
  if (chained(spec)) return static_cast<int>(clog2(spec.integer("n")));
  if (systolic(spec)) return 0;
  return static_cast<int>((clog2(spec.integer("pe_rows")) + 1) / 2);
}

const EngineDeclaration& declaration() {
  static const EngineDeclaration all{
      .name = "nm_array",
      .meaning = "array of N:M PEs: A stays in the PEs in N:M blocks, columns of B stream past",
      .keys =
          {
              {"n", IntegerType{1, 64}, std::int64_t{2}, "", "multipliers of a PE"},
              {"m", IntegerType{1, max_block}, std::int64_t{4}, "columns of A",
               "of a block: activations from which a multiplier chooses; 1 is a dense array"},
              {"patterns", PatternsType{max_block}, List{}, "",
               "that a tile may have, the sparsest first; with n:m a PE takes n/N blocks at once. "
               "None: n:m alone"},
              {"pe_rows", IntegerType{1, 256}, std::int64_t{16}, "PEs",
               "of a column: each takes other columns of A"},
              {"pe_cols", IntegerType{1, 256}, std::int64_t{16}, "PEs",
               "of a row: each takes another row of A"},
              {"rows", IntegerType{1, 65536}, std::int64_t{512}, "columns of B",
               "accumulators of a PE column: columns of B that stream past a tile"},
              {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
               "width of a value of A, signed"},
              {"b_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
               "width of a value of B, signed"},
              {"acc_width", IntegerType{16, 48}, std::int64_t{32}, "bits",
               "width of an accumulator and of a value of C, signed"},
              {"overlap", FlagType{}, true, "",
               "the next tile of A loads while one is used; without, tiles are strictly serial"},
              {"flow", WordType{{"systolic", "broadcast"}}, std::string("systolic"), "",
               "activations and sums move on by a PE a cycle, or reach all PEs of a row at once, "
               "and "
               "a tree sums up a column"},
              {"reduction", WordType{{"tree", "chain"}}, std::string("tree"), "",
               "a PE sums up its products, or each is added to a sum of its own that passes from "
               "row to row, as DSP blocks in a column do without LUTs, and a tree below adds up "
               "those of a column"},
              {"read_latency", IntegerType{0, 1}, std::int64_t{0}, "cycles",
               "of the accumulators: 0 is an asynchronous read, 1 a registered one, from which "
               "block RAM is inferred"},
              accumulate_registers_key(),
              ram_style_key("accumulator_ram_style", "the accumulators"),
              {"skip_empty", FlagType{}, true, "",
               "blocks of A that are zero in all rows of a tile are left out of the program; "
               "without, "
               "all are sent, as in a plain array"},
          },
      .streams =
          {
              {"a",
               Carries::a,
               true,
               "the sparse operand and the schedule: the weights of one row of PEs",
               {
                   {"value", Width::of_key("a_width"), "weights",
                    "weight, signed: multiplier i of PE column c is element c · n + i",
                    Holds::values},
                   {"index", Width::of_index("m"), "positions",
                    "its position in its block, which is block ⌊i / N⌋ of the PE's"},
                   {"row", Width::of_index("pe_rows"), "", "row of PEs"},
                   {"pattern", Width::of_index("pattern_count"), "pattern_fields",
                    "pattern of the tile, by its place in the list; counts with whole"},
                   {"first", Width::of(1), "",
                    "1: the tile's sums overwrite their accumulators; counts with whole"},
                   {"last", Width::of(1), "",
                    "1: the accumulators leave as `c` beats; counts with whole"},
                   {"whole", Width::of(1), "",
                    "1: the tile is whole and may be used; rows that it did not bring are zero"},
               }},
              {"b",
               Carries::b,
               true,
               "the dense operand: of one column of B what all PEs see",
               {
                   {"data", Width::of_key("b_width"), "activations",
                    "value of B, signed: activation p of block q of PE row r is element "
                    "(r · window / m + q) · m + p, where window / m is the blocks of the sparsest "
                    "pattern",
                    Holds::values},
                   {"row", Width::of_index("rows"), "", "accumulator to which the sums are added"},
                   {"release", Width::of(1), "", "1: the last beat that uses this tile"},
               }},
              {"c",
               Carries::results,
               false,
               "the results: a column of C in the rows of one tile",
               {
                   {"data", Width::of_key("acc_width"), "pe_cols", "value of C, signed",
                    Holds::values},
                   {"row", Width::of_index("rows"), "", "accumulator that it comes from"},
               }},
          },
      .errors =
          {
              {"a_row_range", "an a beat's row is not below pe_rows; it is not loaded",
               [](const Spec& spec) { return can_exceed(spec.integer("pe_rows")); }},
              {"a_row_twice", "two a beats of a tile name the same row; the second counts"},
              {"a_index_range", "a weight's position is not below m; it becomes zero",
               [](const Spec& spec) {
                 return spec.number("positions") > 0 && can_exceed(spec.integer("m"));
               }},
              {"a_pattern_range", "a tile's pattern is none of the list; it is taken for the first",
               [](const Spec& spec) {
                 return patterns(spec).size() > 1 &&
                        can_exceed(static_cast<std::int64_t>(patterns(spec).size()));
               }},
              {"b_row_range", "a b beat's row is not below rows; its sums are dropped"},
          },
      .stages =
          {
              {"input", always(1)},
              {"skew", skew_cycles},
              {"select", select_cycles},
              {"multiply", always(1)},
              {"reduce", reduce_cycles},
              {"sum", always(1)},
              {"tree", tree_cycles},
              {"accumulate", accumulate_cycles},
          },
      .derived =
          {
              {"window", window},
              {"sum_width", sum_width},
              {"passing_width", passing_width},
              {"multipliers", multipliers},
              {"most_multipliers", [](const Spec&) { return max_multipliers; }},
              {"activation_bits", activation_bits},
              {"most_activation_bits", [](const Spec&) { return max_activation_bits; }},
              {"activations",
               [](const Spec& spec) { return spec.integer("pe_rows") * window(spec); }},
              {"weights",
               [](const Spec& spec) { return spec.integer("pe_cols") * spec.integer("n"); }},
              {"positions",
               [](const Spec& spec) {
                 return spec.integer("m") > 1 ? spec.number("weights") : std::int64_t{0};
               }},
              {"pattern_count",
               [](const Spec& spec) { return static_cast<std::int64_t>(patterns(spec).size()); }},
              {"pattern_fields",
               [](const Spec& spec) { return std::int64_t{patterns(spec).size() > 1 ? 1 : 0}; }},
          },
      .bounds =
          {
              {"multipliers", false, "most_multipliers",
               [](const Spec& spec) {
                 return fmt::format(
                     "pe_cols is {}: n · pe_rows · pe_cols = {} multipliers; at most {} are built",
                     spec.integer("pe_cols"), multipliers(spec), max_multipliers);
               }},
              {"activation_bits", false, "most_activation_bits",
               [](const Spec& spec) {
                 return fmt::format(
                     "pe_rows is {}: a beat of b has {} bits of activations; at most {} are built",
                     spec.integer("pe_rows"), activation_bits(spec), max_activation_bits);
               }},
              {"acc_width", true, "sum_width",
               [](const Spec& spec) {
                 return fmt::format(
                     "acc_width is {}; a sum of n · pe_rows products has a_width + b_width + "
                     "⌈log2 (n · pe_rows)⌉ = {} bits, so it must be at least that",
                     spec.integer("acc_width"), sum_width(spec));
               }},
          },
      .timed = "a `b` beat whose tile has `last`",
      .check = check,
      .multipliers = multipliers,
      .lacked = {{"dsp_pack",
                  "no two multipliers of a PE have a factor in common, neither weight nor "
                  "activation"}},
      .rules = nm_array::rules(),
  };
  return all;
}

}  // namespace

}  // namespace denim::spec

const denim::spec::EngineDeclaration& denim::nm_array::tables() { return spec::declaration(); }
