// The design points on which the tests run `outer`: few, for each is a simulator to build, and
// chosen so that each choice of each key that makes hardware meets each choice of the others in one
// of them, which a test counts.
#pragma once

#include <array>

#include "tests/engines/outer/beats.hpp"
#include "tests/support/engine_specs.hpp"
#include "tests/support/engine_traits.hpp"

namespace denim::test::engines {

inline const TraitsRegistration outer_traits{"outer", {.garbled = garbled_outer}};

inline constexpr NamedSpec outer_named(const char* name, const char* keys) {
  return {"outer", name, keys};
}

inline constexpr NamedSpec narrow =
    outer_named("narrow",
                "p = 1\nq = 2\ntile = 4\nunits = 1\nqueue = 2\na_values = 2\nb_width = 16\n"
                "acc_width = 30\n");
inline constexpr NamedSpec stacked =
    outer_named("stacked",
                "p = 8\nq = 1\ntile = 8\nunits = 3\nqueue = 1\nb_values = 4\na_width = 4\n"
                "acc_width = 20\n");
inline constexpr NamedSpec grid =
    outer_named("grid",
                "p = 2\nq = 4\ntile = 4\nunits = 4\nunit_cols = 2\nqueue = 4\na_values = 2\n"
                "a_width = 16\nb_width = 4\nacc_width = 20\n");
inline constexpr NamedSpec beside =
    outer_named("beside",
                "p = 1\nq = 1\ntile = 8\nunits = 2\nunit_cols = 2\nqueue = 1\nb_values = 4\n"
                "b_width = 4\nacc_width = 18\n");
inline constexpr NamedSpec even =
    outer_named("even",
                "p = 2\nq = 2\ntile = 4\nunits = 1\nqueue = 1\nb_values = 2\na_width = 16\n"
                "acc_width = 32\n");
inline constexpr NamedSpec tall =
    outer_named("tall",
                "p = 8\nq = 4\ntile = 8\nunits = 4\nunit_cols = 2\nqueue = 4\na_width = 4\n"
                "b_width = 16\nacc_width = 20\n");
inline constexpr NamedSpec one_row =
    outer_named("one_row",
                "p = 1\nq = 4\ntile = 4\nunits = 1\nqueue = 1\na_width = 4\nb_width = 4\n"
                "acc_width = 16\n");
inline constexpr NamedSpec both_few =
    outer_named("both_few",
                "p = 4\nq = 1\ntile = 8\nunits = 1\nqueue = 1\na_values = 4\nb_values = 4\n"
                "a_width = 4\nb_width = 16\nacc_width = 28\n");
inline constexpr NamedSpec single =
    outer_named("single",
                "p = 1\nq = 1\ntile = 4\nunits = 4\nunit_cols = 2\nqueue = 4\na_values = 2\n"
                "a_width = 16\nacc_width = 24\n");
inline constexpr NamedSpec whole_tile =
    outer_named("whole_tile",
                "p = 8\nq = 8\ntile = 8\nunits = 1\nqueue = 1\na_width = 16\nb_width = 16\n"
                "acc_width = 38\n");
inline constexpr NamedSpec six =
    outer_named("six",
                "p = 2\nq = 4\ntile = 4\nunits = 6\nunit_cols = 3\nqueue = 3\nacc_width = 24\n"
                "registered_ready = true\n");
inline constexpr NamedSpec column =
    outer_named("column",
                "p = 8\nq = 4\ntile = 8\nunits = 4\nqueue = 4\nb_values = 4\nb_width = 4\n"
                "acc_width = 16\n");

// Accumulators in banks: rows and columns that conflict, lanes that go ahead.
inline constexpr NamedSpec banked_grid = outer_named(
    "banked_grid",
    "p = 2\nq = 4\ntile = 8\nbanks = 4\ncollector = 2\nunits = 4\nunit_cols = 2\nqueue = 4\n"
    "a_values = 4\nacc_width = 24\n");
inline constexpr NamedSpec banked_tall =
    outer_named("banked_tall",
                "p = 4\nq = 1\ntile = 8\nbanks = 4\ncollector = 4\nunits = 1\nqueue = 1\n"
                "b_values = 4\na_width = 4\nb_width = 16\nacc_width = 28\n");
inline constexpr NamedSpec banked_wide =
    outer_named("banked_wide",
                "p = 1\nq = 2\ntile = 4\nbanks = 2\ncollector = 2\nunits = 1\nqueue = 2\n"
                "a_width = 16\nb_width = 4\nacc_width = 28\n");
// Groups in their order: every conflict costs.
inline constexpr NamedSpec banked_deep =
    outer_named("banked_deep",
                "p = 4\nq = 2\ntile = 16\nbanks = 4\nunits = 2\nqueue = 1\nb_values = 8\n"
                "acc_width = 24\n");

// Results in parts.
inline constexpr NamedSpec parts_grid =
    outer_named("parts_grid",
                "p = 2\nq = 4\ntile = 4\nunits = 4\nunit_cols = 2\nqueue = 4\na_values = 2\n"
                "a_width = 16\nb_width = 4\nacc_width = 20\nresult_bits = 28\n"
                "registered_ready = true\n");
inline constexpr NamedSpec parts_banked =
    outer_named("parts_banked",
                "p = 1\nq = 2\ntile = 4\nbanks = 2\ncollector = 2\nunits = 1\nqueue = 2\n"
                "a_width = 16\nb_width = 4\nacc_width = 28\nresult_bits = 50\n");

inline constexpr std::array outer_specs{parts_grid,  parts_banked, narrow,     stacked, grid,
                                        beside,      even,         tall,       one_row, both_few,
                                        single,      whole_tile,   six,        column,  banked_grid,
                                        banked_tall, banked_wide,  banked_deep};

}  // namespace denim::test::engines
