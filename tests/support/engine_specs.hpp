// The design points on which the tests run `demm`: few, for each is a simulator to build, and
// chosen so that each choice of each key meets others.
#pragma once

#include <array>
#include <string>

#include "gen/spec/spec.hpp"

namespace denim::test::engines {

inline spec::Spec demm_spec(const std::string& name, const std::string& keys) {
  return spec::Spec::parse("engine = \"demm\"\n" + keys, "test spec " + name, name);
}

struct NamedSpec {
  const char* name;
  const char* keys;
  spec::Spec spec() const { return demm_spec(name, keys); }
};

// The smallest there is; bits that name one of one row.
inline constexpr NamedSpec smallest{"smallest",
                                    "n = 1\nm = 2\ncolumns = 1\nrows = 1\n"
                                    "a_width = 8\nb_width = 8\nacc_width = 16\n"
                                    "memory = \"regs\"\npasses = \"dynamic\"\n"};
// Nothing is a power of two.
inline constexpr NamedSpec odd{"odd",
                               "n = 3\nm = 5\ncolumns = 7\nrows = 6\n"
                               "a_width = 8\nb_width = 8\nacc_width = 32\n"
                               "memory = \"replicated\"\npasses = \"dynamic\"\n"};
// As the preset demm_2_8_4.
inline constexpr NamedSpec small_regs{"small_regs",
                                      "n = 2\nm = 8\ncolumns = 4\nrows = 16\nmemory = \"regs\"\n"};
// As the preset demm_4_16_8.
inline constexpr NamedSpec small_replicated{
    "small_replicated", "n = 4\nm = 16\ncolumns = 8\nrows = 32\nmemory = \"replicated\"\n"};
// n = m: no row takes a second pass.
inline constexpr NamedSpec dense{"dense",
                                 "n = 4\nm = 4\ncolumns = 5\nrows = 3\n"
                                 "a_width = 4\nb_width = 16\nacc_width = 24\n"
                                 "memory = \"regs\"\npasses = \"fixed\"\n"};
// Beats can name lanes, indices, rows and b rows that do not exist.
inline constexpr NamedSpec roomy{"roomy",
                                 "n = 5\nm = 6\ncolumns = 3\nrows = 5\n"
                                 "a_width = 16\nb_width = 4\nacc_width = 48\n"
                                 "memory = \"replicated\"\npasses = \"fixed\"\n"};
// The same with a register file, and the widest operands.
inline constexpr NamedSpec wide{"wide",
                                "n = 2\nm = 12\ncolumns = 6\nrows = 9\n"
                                "a_width = 16\nb_width = 16\nacc_width = 48\n"
                                "memory = \"regs\"\npasses = \"fixed\"\n"};
// One lane, the narrowest operands and accumulators.
inline constexpr NamedSpec narrow{"narrow",
                                  "n = 1\nm = 16\ncolumns = 8\nrows = 8\n"
                                  "a_width = 4\nb_width = 4\nacc_width = 16\n"
                                  "memory = \"replicated\"\npasses = \"dynamic\"\n"};
// A row of accumulators more than a power of two, result beats of several words.
inline constexpr NamedSpec larger{"larger",
                                  "n = 6\nm = 64\ncolumns = 16\nrows = 33\n"
                                  "a_width = 8\nb_width = 8\nacc_width = 30\n"
                                  "memory = \"replicated\"\npasses = \"dynamic\"\n"};
// A deep tile.
inline constexpr NamedSpec deep{"deep",
                                "n = 2\nm = 1000\ncolumns = 2\nrows = 3\n"
                                "a_width = 8\nb_width = 4\nacc_width = 32\n"
                                "memory = \"replicated\"\npasses = \"dynamic\"\n"};

inline constexpr std::array demm_specs{smallest, odd,  small_regs, small_replicated, dense,
                                       roomy,    wide, narrow,     larger,           deep};

}  // namespace denim::test::engines
