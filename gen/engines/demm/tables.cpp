// The tables of `demm`, the decoupled engine: C[R×J] = A[R×K]·B[K×J] with A sparse. A memory of m
// rows × `columns` columns has one write port and n read ports; each port feeds `columns`
// multipliers with one non-zero of A. See docs/engines/demm.md.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "gen/engines/demm/engine.hpp"
#include "gen/spec/accumulate.hpp"
#include "gen/spec/engine.hpp"
#include "gen/spec/ram_style.hpp"
#include "gen/spec/spec.hpp"
#include "gen/spec/tail.hpp"

namespace denim::spec {

namespace {

constexpr std::int64_t max_multipliers = 1 << 14;

bool is_power_of_two(std::int64_t value) {
  return std::has_single_bit(static_cast<std::uint64_t>(value));
}

// Of the sum of n products.
std::int64_t sum_width(const Spec& spec) {
  const auto growth = std::bit_width(static_cast<std::uint64_t>(spec.integer("n")) - 1);
  return spec.integer("a_width") + spec.integer("b_width") + static_cast<std::int64_t>(growth);
}

std::int64_t multipliers(const Spec& spec) { return spec.integer("n") * spec.integer("columns"); }

// Of all copies of the tile that are different ones.
std::int64_t tile_bits(const Spec& spec) {
  return (spec.flag("overlap") ? 2 : 1) * spec.integer("m") * spec.integer("columns") *
         spec.integer("b_width");
}

std::string rows_message(const Spec& spec) {
  const std::int64_t segments = spec.integer("segments");
  return fmt::format(
      "rows is {} with segments = {}; each segment has its bank of rows / segments accumulators, "
      "at least 2: take a multiple of {}, at least {}",
      spec.integer("rows"), segments, segments, 2 * segments);
}

std::string check_segments(const Spec& spec) {
  const std::int64_t segments = spec.integer("segments");
  const std::int64_t rows = spec.integer("rows");
  if (segments > spec.integer("n")) {
    return fmt::format("segments is {}, more than n = {}; a segment needs a lane, so at most n",
                       segments, spec.integer("n"));
  }
  if (segments > 1 && spec.word("passes") == "fixed") {
    return fmt::format(
        "passes is \"fixed\" with segments = {}; packed beats take as many passes as they need: "
        "\"dynamic\", or segments = 1",
        segments);
  }
  if (rows % segments != 0) return rows_message(spec);
  return {};
}

std::string check_ram_styles(const Spec& spec) {
  const std::string style = spec.word("tile_ram_style");
  if (style != "auto" && spec.word("memory") == "regs") {
    return fmt::format(
        "tile_ram_style is \"{}\" with memory = \"regs\"; registers are no RAM: \"auto\", or "
        "another "
        "memory",
        style);
  }
  const std::string wrong = check_ram_style(spec, "tile_ram_style");
  return wrong.empty() ? check_ram_style(spec, "accumulator_ram_style") : wrong;
}

std::string check_memory(const Spec& spec) {
  const std::int64_t n = spec.integer("n");
  const std::int64_t m = spec.integer("m");
  if (spec.word("memory") != "banked") return {};
  if (!is_power_of_two(n) || n < 2) {
    return fmt::format(
        "memory is \"banked\" with n = {}; a row's bank is its index modulo n: n must be a power "
        "of two, at least 2",
        n);
  }
  if (m % n != 0 || m < 2 * n) {
    return fmt::format(
        "memory is \"banked\" with m = {} and n = {}; each bank has m / n rows, at least 2: take a "
        "multiple of {}, at least {}",
        m, n, n, 2 * n);
  }
  if (spec.word("passes") == "fixed") {
    return "passes is \"fixed\" with memory = \"banked\"; a beat's non-zeros lie in different "
           "banks, so passes cannot be fixed: \"dynamic\", or another memory";
  }
  return {};
}

std::string check_pack(const Spec& spec) {
  if (spec.word("dsp_pack") == "none") return {};
  for (const char* width : {"a_width", "b_width"}) {
    if (spec.integer(width) == 8) continue;
    return fmt::format(
        "dsp_pack is \"int8x2\" with {0} = {1}; it packs products of 8 bits: {0} = 8, or dsp_pack "
        "= "
        "\"none\"",
        width, spec.integer(width));
  }
  if (spec.integer("columns") % 2 == 0) return {};
  return fmt::format(
      "dsp_pack is \"int8x2\" with columns = {}; it packs those of two columns: an even number, or "
      "dsp_pack = \"none\"",
      spec.integer("columns"));
}

std::string check(const Spec& spec) {
  const std::int64_t n = spec.integer("n");
  const std::int64_t m = spec.integer("m");
  if (n > m) return fmt::format("n is {}, more than m = {}; n:m needs n ≤ m", n, m);
  for (const std::string& wrong :
       {check_segments(spec), check_memory(spec), check_ram_styles(spec), check_pack(spec),
        check_accumulate(spec), check_tail(spec, "columns")}) {
    if (!wrong.empty()) return wrong;
  }
  return {};
}

// Levels of the reduction: a tree of adders over the lanes; with segments the sums of all first
// lanes, and one more that picks those at the segments' ends. A register follows. The subtraction
// of a segment's two comes behind it, with a register of its own where every level has one.
int sum_cycles(const Spec& spec) {
  const auto tree =
      static_cast<int>(std::bit_width(static_cast<std::uint64_t>(spec.integer("n")) - 1));
  const int levels = tree + (spec.integer("segments") > 1 ? 1 : 0);
  const int apart = static_cast<int>(spec.integer("sum_levels"));
  const int subtraction = apart == 1 && spec.integer("segments") > 1 ? 1 : 0;
  return apart == 0 ? 1 : std::max(1, (levels + apart - 1) / apart) + subtraction;
}

std::function<int(const Spec&)> key_cycles(std::string key) {
  return [key = std::move(key)](const Spec& spec) { return static_cast<int>(spec.integer(key)); };
}

// A beat can name a row that the tile does not have.
bool rows_end_early(const Spec& spec) { return can_exceed(spec.integer("m")); }

const EngineDeclaration& declaration() {
  static const EngineDeclaration all{
      .name = "demm",
      .meaning = "decoupled engine: 1-write n-read memory of m rows, n:m sparse rows of A",
      .keys = with_tail(std::vector<KeyDeclaration>{
          {"n", IntegerType{1, 64}, std::int64_t{8}, "",
           "non-zeros of A in one beat: read ports of the memory, multipliers of a column"},
          {"m", IntegerType{2, 1024}, std::int64_t{128}, "rows",
           "rows of B in one tile: depth of the memory, columns of A in a k-block"},
          {"columns", IntegerType{1, 1024}, std::int64_t{64}, "columns",
           "columns of B and C in one tile"},
          {"rows", IntegerType{1, 65536}, std::int64_t{512}, "rows",
           "accumulators of a column: rows of C that are worked on at a time"},
          {"segments", IntegerType{1, 8, {1, 2, 4, 8}}, std::int64_t{1}, "rows",
           "rows of A in one beat; each segment has its own bank of accumulators"},
          {"overlap", FlagType{}, false, "",
           "two copies of the tile: the next one loads while one is used, and only the rows that "
           "a non-zero needs"},
          {"a_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
           "width of a value of A, signed"},
          {"b_width", IntegerType{4, 16, {4, 8, 16}}, std::int64_t{8}, "bits",
           "width of a value of B, signed"},
          {"acc_width", IntegerType{16, 48}, std::int64_t{32}, "bits",
           "width of an accumulator and of a value of C, signed"},
          {"memory", WordType{{"regs", "replicated", "banked"}}, std::string("replicated"), "",
           "the n read ports: multiplexers on one register file, n copies of a 1R1W RAM, or n "
           "banks of it without copies"},
          {"read_latency", IntegerType{0, 1}, std::int64_t{0}, "cycles",
           "of tile and accumulators: 0 is an asynchronous read, 1 a registered one, from which "
           "block RAM is inferred"},
          ram_style_key("tile_ram_style", "the tile"),
          ram_style_key("accumulator_ram_style", "the accumulators"),
          {"read_registers", IntegerType{0, 1}, std::int64_t{0}, "registers",
           "between the memory and the multipliers"},
          {"multiply_registers", IntegerType{0, 2}, std::int64_t{1}, "registers",
           "behind each multiplier"},
          {"sum_levels", IntegerType{0, 8}, std::int64_t{0}, "levels",
           "of adders between registers of the reduction; 0: one register at its end"},
          accumulate_registers_key(),
          {"dsp_pack", WordType{{"none", "int8x2"}}, std::string("none"), "",
           "two products of a lane, with the values of two columns, in one multiplier of 25 × 18 "
           "bits, as DSP48 and DSP58 have; a_width and b_width are 8"},
          {"passes", WordType{{"dynamic", "fixed"}}, std::string("dynamic"), "",
           "beats of a row in a k-block: as many as it needs, or as many as the fullest row "
           "needs"},
      }),
      .streams =
          {
              {"a",
               Carries::a,
               true,
               "the sparse operand and the schedule: up to n non-zeros of one k-block, of as many "
               "rows "
               "as there are segments",
               {
                   {"value", Width::of_key("a_width"), "n",
                    "value of A, signed; ignored in a lane "
                    "that belongs to no segment",
                    Holds::values},
                   {"index", Width::of_index("m"), "n",
                    "its column within the k-block, which is a "
                    "row of the tile"},
                   {"end", Width::of_count("n"), "segments",
                    "the segment has the lanes from the end of the one before, or 0, to end-1; "
                    "also "
                    "of a segment that is not used"},
                   {"row", Width::of_index("rows", "segments"), "segments",
                    "accumulator of the segment's bank to which it adds"},
                   {"used", Width::of(1), "segments", "1: the segment adds"},
                   {"first", Width::of(1), "segments", "1: the sum overwrites the accumulator"},
                   {"last", Width::of(1), "segments",
                    "1: the accumulator leaves as a `c` beat; in one used segment of a beat at "
                    "most"},
                   {"release", Width::of(1), "", "1: the last beat that uses this tile"},
               }},
              {"b",
               Carries::b,
               true,
               "the dense operand: one row of a tile",
               {
                   {"data", Width::of_key("b_width"), "columns", "value of B, signed",
                    Holds::values},
                   {"row", Width::of_index("m"), "", "row of the tile"},
                   {"last", Width::of(1), "", "1: the tile is whole and may be used"},
               }},
              {"c", Carries::results, false, "the results: one row of C in one column tile",
               with_tail(std::vector<FieldDeclaration>{
                   {"data", Width::of_key("result_width"), "columns",
                    "value of C, signed; behind a tail requantised, and what no term has taken",
                    Holds::values},
                   {"row", Width::of_index("rows"), "",
                    "accumulator that it comes from: number in its bank · segments + bank"},
               })},
          },
      .errors =
          {
              {"a_row_range", "a used segment's row is not in its bank; the segment adds nothing"},
              {"a_index_range", "a lane's index is not below m; the lane adds zero",
               rows_end_early},
              {"a_segment",
               "the ends of an a beat fall or exceed n, or two used segments say last; sums are "
               "wrong, and one row leaves",
               [](const Spec& spec) {
                 return spec.integer("segments") > 1 || can_exceed(spec.integer("n") + 1);
               }},
              {"b_row_range", "a b beat's row is not below m; it is not written", rows_end_early},
              {"absent_row", "a lane reads a row that this tile did not bring; it adds zero"},
              {"bank_conflict",
               "two lanes read the same bank of a banked memory; their products may be wrong",
               [](const Spec& spec) { return spec.word("memory") == "banked"; }},
          },
      .stages = with_tail(std::vector<StageDeclaration>{
          {"lane", always(1)},
          {"read", key_cycles("read_latency")},
          {"route", key_cycles("read_registers")},
          {"multiply", key_cycles("multiply_registers")},
          {"sum", sum_cycles},
          {"accumulate", accumulate_cycles},
      }),
      .derived = with_tail(
          std::vector<DerivedDeclaration>{
              {"sum_width", sum_width},
              {"multipliers", multipliers},
              {"most_multipliers", [](const Spec&) { return max_multipliers; }},
              {"least_rows",
               [](const Spec& spec) {
                 const std::int64_t segments = spec.integer("segments");
                 return segments > 1 ? 2 * segments : 1;
               }},
          },
          "columns"),
      .settings = tail_settings(),
      .bounds =
          {
              {"rows", true, "least_rows", rows_message},
              {"multipliers", false, "most_multipliers",
               [](const Spec& spec) {
                 return fmt::format(
                     "columns is {}: n · columns = {} multipliers; at most {} are built",
                     spec.integer("columns"), multipliers(spec), max_multipliers);
               }},
              {"acc_width", true, "sum_width",
               [](const Spec& spec) {
                 return fmt::format(
                     "acc_width is {}; a sum of n products has a_width + b_width + ⌈log2 n⌉ = {} "
                     "bits, so it must be at least that",
                     spec.integer("acc_width"), sum_width(spec));
               }},
          },
      .check = check,
      .multipliers = multipliers,
      .b_buffer_bits = tile_bits,
      .taken = tail_taken,
      .rules = demm::rules(),
  };
  return all;
}

}  // namespace

}  // namespace denim::spec

const denim::spec::EngineDeclaration& denim::demm::tables() { return spec::declaration(); }
