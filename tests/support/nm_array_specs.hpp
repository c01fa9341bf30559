// The design points on which the tests run `nm_array`: few, for each is a simulator to build, and
// chosen so that each choice of each key that makes hardware meets each choice of the others in one
// of them, which a test counts.
#pragma once

#include <array>
#include <string>

#include "tests/support/engine_specs.hpp"

namespace denim::test::engines {

inline constexpr NamedSpec nm_named(const char* name, const char* keys) {
  return {name, keys, "nm_array"};
}

// Flexible: several patterns, everything odd.
inline constexpr NamedSpec flexible = nm_named("flexible",
                                               "n = 4\n"
                                               "m = 4\n"
                                               "patterns = [\"1:4\", \"2:4\", \"4:4\"]\n"
                                               "pe_rows = 3\n"
                                               "pe_cols = 3\n"
                                               "rows = 5\n");
// The plain systolic array: dense, strictly serial.
inline constexpr NamedSpec classic = nm_named("classic",
                                              "n = 1\n"
                                              "m = 1\n"
                                              "pe_rows = 3\n"
                                              "pe_cols = 4\n"
                                              "rows = 8\n"
                                              "overlap = false\n"
                                              "skip_empty = false\n");
inline constexpr NamedSpec broadcast_column = nm_named("broadcast_column",
                                                       "n = 2\n"
                                                       "m = 3\n"
                                                       "patterns = [\"1:3\"]\n"
                                                       "pe_rows = 4\n"
                                                       "pe_cols = 1\n"
                                                       "rows = 1\n"
                                                       "a_width = 4\n"
                                                       "b_width = 16\n"
                                                       "acc_width = 24\n"
                                                       "flow = \"broadcast\"\n"
                                                       "read_latency = 1\n"
                                                       "skip_empty = false\n");
// One PE.
inline constexpr NamedSpec single = nm_named("single",
                                             "n = 3\n"
                                             "m = 4\n"
                                             "pe_rows = 1\n"
                                             "pe_cols = 1\n"
                                             "rows = 4\n"
                                             "a_width = 16\n"
                                             "b_width = 4\n"
                                             "acc_width = 22\n"
                                             "overlap = false\n"
                                             "flow = \"broadcast\"\n"
                                             "read_latency = 1\n");
inline constexpr NamedSpec serial_row = nm_named("serial_row",
                                                 "n = 2\n"
                                                 "m = 5\n"
                                                 "patterns = [\"1:5\"]\n"
                                                 "pe_rows = 1\n"
                                                 "pe_cols = 4\n"
                                                 "rows = 7\n"
                                                 "a_width = 4\n"
                                                 "b_width = 4\n"
                                                 "acc_width = 16\n"
                                                 "overlap = false\n");
// Dense, a tree for each column.
inline constexpr NamedSpec broadcast_dense = nm_named("broadcast_dense",
                                                      "n = 1\n"
                                                      "m = 1\n"
                                                      "pe_rows = 8\n"
                                                      "pe_cols = 3\n"
                                                      "rows = 1\n"
                                                      "a_width = 16\n"
                                                      "b_width = 16\n"
                                                      "acc_width = 48\n"
                                                      "flow = \"broadcast\"\n");
inline constexpr NamedSpec serial_flexible = nm_named("serial_flexible",
                                                      "n = 4\n"
                                                      "m = 8\n"
                                                      "patterns = [\"1:8\", \"2:8\", \"4:8\"]\n"
                                                      "pe_rows = 2\n"
                                                      "pe_cols = 4\n"
                                                      "rows = 1\n"
                                                      "b_width = 16\n"
                                                      "overlap = false\n"
                                                      "flow = \"broadcast\"\n"
                                                      "read_latency = 1\n"
                                                      "skip_empty = false\n");
// One dense PE.
inline constexpr NamedSpec single_dense = nm_named("single_dense",
                                                   "n = 1\n"
                                                   "m = 1\n"
                                                   "patterns = [\"1:1\"]\n"
                                                   "pe_rows = 1\n"
                                                   "pe_cols = 1\n"
                                                   "rows = 3\n"
                                                   "a_width = 16\n"
                                                   "read_latency = 1\n"
                                                   "skip_empty = false\n");
inline constexpr NamedSpec broadcast_flexible = nm_named("broadcast_flexible",
                                                         "n = 2\n"
                                                         "m = 3\n"
                                                         "patterns = [\"1:3\", \"2:3\"]\n"
                                                         "pe_rows = 5\n"
                                                         "pe_cols = 3\n"
                                                         "rows = 4\n"
                                                         "a_width = 16\n"
                                                         "b_width = 4\n"
                                                         "flow = \"broadcast\"\n"
                                                         "read_latency = 1\n"
                                                         "skip_empty = false\n");
// PEs that take three blocks of one.
inline constexpr NamedSpec serial_wide = nm_named("serial_wide",
                                                  "n = 3\n"
                                                  "m = 1\n"
                                                  "patterns = [\"1:1\"]\n"
                                                  "pe_rows = 5\n"
                                                  "pe_cols = 3\n"
                                                  "rows = 16\n"
                                                  "a_width = 4\n"
                                                  "b_width = 16\n"
                                                  "overlap = false\n"
                                                  "read_latency = 1\n"
                                                  "skip_empty = false\n");
inline constexpr NamedSpec serial_column = nm_named("serial_column",
                                                    "n = 2\n"
                                                    "m = 7\n"
                                                    "pe_rows = 4\n"
                                                    "pe_cols = 1\n"
                                                    "rows = 5\n"
                                                    "overlap = false\n"
                                                    "flow = \"broadcast\"\n");
inline constexpr NamedSpec square = nm_named("square",
                                             "n = 1\n"
                                             "m = 4\n"
                                             "patterns = [\"1:4\"]\n"
                                             "pe_rows = 4\n"
                                             "pe_cols = 4\n"
                                             "rows = 1\n"
                                             "b_width = 4\n"
                                             "acc_width = 20\n");
inline constexpr NamedSpec flexible_row = nm_named("flexible_row",
                                                   "n = 2\n"
                                                   "m = 8\n"
                                                   "patterns = [\"1:8\", \"2:8\"]\n"
                                                   "pe_rows = 1\n"
                                                   "pe_cols = 3\n"
                                                   "rows = 1\n"
                                                   "a_width = 4\n"
                                                   "acc_width = 17\n"
                                                   "flow = \"broadcast\"\n"
                                                   "read_latency = 1\n");
inline constexpr NamedSpec serial_odd = nm_named("serial_odd",
                                                 "n = 1\n"
                                                 "m = 5\n"
                                                 "pe_rows = 3\n"
                                                 "pe_cols = 1\n"
                                                 "rows = 1\n"
                                                 "a_width = 4\n"
                                                 "b_width = 4\n"
                                                 "acc_width = 16\n"
                                                 "overlap = false\n"
                                                 "flow = \"broadcast\"\n"
                                                 "read_latency = 1\n"
                                                 "skip_empty = false\n");
inline constexpr NamedSpec flexible_odd = nm_named("flexible_odd",
                                                   "n = 6\n"
                                                   "m = 5\n"
                                                   "patterns = [\"1:5\", \"2:5\", \"3:5\"]\n"
                                                   "pe_rows = 1\n"
                                                   "pe_cols = 1\n"
                                                   "rows = 9\n"
                                                   "b_width = 16\n"
                                                   "flow = \"broadcast\"\n"
                                                   "read_latency = 1\n"
                                                   "skip_empty = false\n");
inline constexpr NamedSpec broadcast_wide = nm_named("broadcast_wide",
                                                     "n = 2\n"
                                                     "m = 1\n"
                                                     "patterns = [\"1:1\"]\n"
                                                     "pe_rows = 4\n"
                                                     "pe_cols = 4\n"
                                                     "rows = 8\n"
                                                     "a_width = 16\n"
                                                     "b_width = 4\n"
                                                     "acc_width = 30\n"
                                                     "overlap = false\n"
                                                     "flow = \"broadcast\"\n");

inline constexpr std::array nm_array_specs{
    flexible,           classic,         broadcast_column, single,
    serial_row,         broadcast_dense, serial_flexible,  single_dense,
    broadcast_flexible, serial_wide,     serial_column,    square,
    flexible_row,       serial_odd,      flexible_odd,     broadcast_wide};

inline spec::Spec nm_array_spec(const std::string& name, const std::string& keys) {
  return spec_of("nm_array", name, keys);
}

}  // namespace denim::test::engines
