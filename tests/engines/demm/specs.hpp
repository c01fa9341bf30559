// The design points on which the tests run `demm`: few, for each is a simulator to build, and
// chosen so that each choice of each key that makes hardware meets each choice of the others in one
// of them, which a test counts.
#pragma once

#include <array>
#include <string>

#include "tests/engines/demm/beats.hpp"
#include "tests/support/engine_specs.hpp"
#include "tests/support/engine_traits.hpp"

namespace denim::test::engines {

inline const TraitsRegistration demm_traits{"demm", {.garbled = garbled_demm}};

inline spec::Spec demm_spec(const std::string& name, const std::string& keys) {
  return spec_of("demm", name, keys);
}
inline constexpr NamedSpec demm_named(const char* name, const char* keys) {
  return {"demm", name, keys};
}

// The smallest there is; bits that name one of one row.
inline constexpr NamedSpec smallest = demm_named("smallest",
                                                 "n = 1\nm = 2\ncolumns = 1\nrows = 1\n"
                                                 "a_width = 8\nb_width = 8\nacc_width = 16\n"
                                                 "memory = \"regs\"\npasses = \"dynamic\"\n");
// Nothing is a power of two.
inline constexpr NamedSpec odd = demm_named("odd",
                                            "n = 3\nm = 5\ncolumns = 7\nrows = 6\n"
                                            "a_width = 8\nb_width = 8\nacc_width = 32\n"
                                            "memory = \"replicated\"\npasses = \"dynamic\"\n"
                                            "accumulate_registers = 2\n");
// As the preset demm_2_8_4.
inline constexpr NamedSpec small_regs =
    demm_named("small_regs", "n = 2\nm = 8\ncolumns = 4\nrows = 16\nmemory = \"regs\"\n");
// As the preset demm_4_16_8.
inline constexpr NamedSpec small_replicated =
    demm_named("small_replicated",
               "n = 4\nm = 16\ncolumns = 8\nrows = 32\nmemory = \"replicated\"\n"
               "accumulate_registers = 1\n"
               "registered_ready = true\n");
// n = m: no row takes a second pass.
inline constexpr NamedSpec dense =
    demm_named("dense",
               "n = 4\nm = 4\ncolumns = 5\nrows = 3\noverlap = true\n"
               "a_width = 4\nb_width = 16\nacc_width = 24\n"
               "memory = \"regs\"\nread_latency = 1\npasses = \"fixed\"\n"
               "accumulate_registers = 2\n");
// Beats can name lanes, indices, rows and b rows that do not exist.
inline constexpr NamedSpec roomy = demm_named("roomy",
                                              "n = 5\nm = 6\ncolumns = 3\nrows = 5\n"
                                              "a_width = 16\nb_width = 4\nacc_width = 48\n"
                                              "memory = \"replicated\"\npasses = \"fixed\"\n");
// The same with a register file, and the widest operands.
inline constexpr NamedSpec wide = demm_named("wide",
                                             "n = 2\nm = 12\ncolumns = 6\nrows = 9\n"
                                             "a_width = 16\nb_width = 16\nacc_width = 48\n"
                                             "memory = \"regs\"\nread_registers = 1\n"
                                             "multiply_registers = 2\npasses = \"fixed\"\n");
// One lane, the narrowest operands and accumulators.
inline constexpr NamedSpec narrow =
    demm_named("narrow",
               "n = 1\nm = 16\ncolumns = 8\nrows = 8\noverlap = true\n"
               "a_width = 4\nb_width = 4\nacc_width = 16\n"
               "memory = \"replicated\"\nmultiply_registers = 0\n");
// A row of accumulators more than a power of two, result beats of several words.
inline constexpr NamedSpec larger =
    demm_named("larger",
               "n = 6\nm = 64\ncolumns = 16\nrows = 33\n"
               "a_width = 8\nb_width = 8\nacc_width = 30\n"
               "memory = \"replicated\"\nread_latency = 1\nsum_levels = 1\n");
// A deep tile, in two banks.
inline constexpr NamedSpec deep = demm_named("deep",
                                             "n = 2\nm = 1000\ncolumns = 2\nrows = 3\n"
                                             "a_width = 8\nb_width = 4\nacc_width = 32\n"
                                             "memory = \"banked\"\nsum_levels = 2\n");

// Packed beats, of 2, 4 and 8 rows, with each kind of memory.
inline constexpr NamedSpec packed2_regs =
    demm_named("packed2_regs",
               "n = 3\nm = 7\ncolumns = 5\nrows = 6\n"
               "segments = 2\noverlap = true\nacc_width = 21\n"
               "memory = \"regs\"\nmultiply_registers = 0\n");
inline constexpr NamedSpec packed2_replicated =
    demm_named("packed2_replicated",
               "n = 5\nm = 9\ncolumns = 3\nrows = 10\nsegments = 2\noverlap = true\n"
               "memory = \"replicated\"\nread_latency = 1\nsum_levels = 1\n"
               "accumulate_registers = 2\n");
inline constexpr NamedSpec packed2_banked =
    demm_named("packed2_banked",
               "n = 4\nm = 12\ncolumns = 6\nrows = 14\nsegments = 2\nacc_width = 20\n"
               "memory = \"banked\"\nread_latency = 1\nread_registers = 1\nmultiply_registers = 2\n"
               "sum_levels = 2\n"
               "accumulate_registers = 1\n");
inline constexpr NamedSpec packed4_regs = demm_named(
    "packed4_regs",
    "n = 6\nm = 10\ncolumns = 4\nrows = 12\nsegments = 4\noverlap = true\n"
    "a_width = 4\nb_width = 16\nmemory = \"regs\"\nread_latency = 1\nread_registers = 1\n"
    "sum_levels = 2\n");
inline constexpr NamedSpec packed4_replicated =
    demm_named("packed4_replicated",
               "n = 7\nm = 11\ncolumns = 3\nrows = 20\nsegments = 4\n"
               "memory = \"replicated\"\nmultiply_registers = 2\n"
               "accumulate_registers = 2\n");
inline constexpr NamedSpec packed4_banked =
    demm_named("packed4_banked",
               "n = 4\nm = 20\ncolumns = 5\nrows = 12\nsegments = 4\noverlap = true\n"
               "memory = \"banked\"\nread_latency = 1\nread_registers = 1\nmultiply_registers = 0\n"
               "sum_levels = 1\n"
               "accumulate_registers = 1\n");
inline constexpr NamedSpec packed8_regs =
    demm_named("packed8_regs",
               "n = 9\nm = 13\ncolumns = 2\nrows = 24\nsegments = 8\noverlap = true\n"
               "memory = \"regs\"\nread_registers = 1\nmultiply_registers = 2\nsum_levels = 1\n"
               "accumulate_registers = 1\n");
inline constexpr NamedSpec packed8_replicated = demm_named(
    "packed8_replicated",
    "n = 11\nm = 17\ncolumns = 2\nrows = 16\nsegments = 8\n"
    "a_width = 16\nb_width = 8\nacc_width = 40\n"
    "memory = \"replicated\"\nread_latency = 1\nread_registers = 1\nmultiply_registers = 0\n"
    "sum_levels = 3\n"
    "accumulate_registers = 2\n");
inline constexpr NamedSpec packed8_banked = demm_named("packed8_banked",
                                                       "n = 8\nm = 24\ncolumns = 3\nrows = 40\n"
                                                       "segments = 8\noverlap = true\n"
                                                       "memory = \"banked\"\n");

// Two products in one multiplier, without a register, with one and with both; their sums need all
// bits.
inline constexpr NamedSpec pairs_regs =
    demm_named("pairs_regs",
               "n = 3\nm = 5\ncolumns = 4\nrows = 6\nacc_width = 18\ndsp_pack = \"int8x2\"\n"
               "memory = \"regs\"\nmultiply_registers = 0\n");
inline constexpr NamedSpec pairs_replicated =
    demm_named("pairs_replicated",
               "n = 4\nm = 9\ncolumns = 6\nrows = 8\nsegments = 2\noverlap = true\n"
               "dsp_pack = \"int8x2\"\nmemory = \"replicated\"\n");
inline constexpr NamedSpec pairs_banked =
    demm_named("pairs_banked",
               "n = 2\nm = 8\ncolumns = 2\nrows = 4\ndsp_pack = \"int8x2\"\nmemory = \"banked\"\n"
               "read_latency = 1\nread_registers = 1\nmultiply_registers = 2\nsum_levels = 1\n"
               "accumulate_registers = 2\n");

// Results in parts: all of them full, or the last one hardly.
inline constexpr NamedSpec parts_single = demm_named(
    "parts_single", "n = 2\nm = 8\ncolumns = 4\nrows = 16\nmemory = \"regs\"\nresult_bits = 44\n");
inline constexpr NamedSpec parts_packed =
    demm_named("parts_packed",
               "n = 5\nm = 9\ncolumns = 3\nrows = 10\nsegments = 2\noverlap = true\n"
               "memory = \"replicated\"\nread_latency = 1\nsum_levels = 1\nresult_bits = 33\n"
               "registered_ready = true\n");

inline constexpr std::array demm_parts{parts_single, parts_packed};

inline constexpr std::array demm_specs{smallest,
                                       odd,
                                       small_regs,
                                       small_replicated,
                                       dense,
                                       roomy,
                                       wide,
                                       narrow,
                                       larger,
                                       deep,
                                       packed2_regs,
                                       packed4_regs,
                                       packed8_regs,
                                       packed2_replicated,
                                       packed4_replicated,
                                       packed8_replicated,
                                       packed2_banked,
                                       packed4_banked,
                                       packed8_banked,
                                       pairs_regs,
                                       pairs_replicated,
                                       pairs_banked};

}  // namespace denim::test::engines
