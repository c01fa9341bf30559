// The design points on which the tests run `nm_array`: few, for each is a simulator to build, and
// chosen so that each choice of each key that makes hardware meets each choice of the others in one
// of them, which a test counts.
#pragma once

#include <array>
#include <string>

#include "tests/engines/nm_array/beats.hpp"
#include "tests/support/engine_specs.hpp"
#include "tests/support/engine_traits.hpp"

namespace denim::test::engines {

inline const TraitsRegistration nm_array_traits{"nm_array", {.garbled = garbled_nm_array}};

inline spec::Spec nm_array_spec(const std::string& name, const std::string& keys) {
  return spec_of("nm_array", name, keys);
}
inline constexpr NamedSpec nm_named(const char* name, const char* keys) {
  return {"nm_array", name, keys};
}

// Flexible: several patterns, everything odd.
inline constexpr NamedSpec flexible =
    nm_named("flexible",
             "n = 4\nm = 4\npatterns = [\"1:4\", \"2:4\", \"4:4\"]\npe_rows = 3\n"
             "pe_cols = 3\nrows = 5\n");
// The plain systolic array: dense, strictly serial.
inline constexpr NamedSpec classic =
    nm_named("classic",
             "n = 1\nm = 1\npe_rows = 3\npe_cols = 4\nrows = 8\noverlap = false\n"
             "skip_empty = false\n");
inline constexpr NamedSpec broadcast_column =
    nm_named("broadcast_column",
             "n = 2\nm = 3\npatterns = [\"1:3\"]\npe_rows = 4\npe_cols = 1\nrows = 1\n"
             "a_width = 4\nb_width = 16\nacc_width = 24\nflow = \"broadcast\"\n"
             "read_latency = 1\nskip_empty = false\n");
// One PE.
inline constexpr NamedSpec single =
    nm_named("single",
             "n = 3\nm = 4\npe_rows = 1\npe_cols = 1\nrows = 4\na_width = 16\nb_width = 4\n"
             "acc_width = 22\noverlap = false\nflow = \"broadcast\"\nread_latency = 1\n"
             "accumulate_registers = 2\n");
inline constexpr NamedSpec serial_row =
    nm_named("serial_row",
             "n = 2\nm = 5\npatterns = [\"1:5\"]\npe_rows = 1\npe_cols = 4\nrows = 7\n"
             "a_width = 4\nb_width = 4\nacc_width = 16\noverlap = false\n"
             "accumulate_registers = 2\n");
// Dense, a tree for each column.
inline constexpr NamedSpec broadcast_dense =
    nm_named("broadcast_dense",
             "n = 1\nm = 1\npe_rows = 8\npe_cols = 3\nrows = 1\na_width = 16\nb_width = 16\n"
             "acc_width = 48\nflow = \"broadcast\"\n"
             "accumulate_registers = 2\n");
inline constexpr NamedSpec serial_flexible =
    nm_named("serial_flexible",
             "n = 4\nm = 8\npatterns = [\"1:8\", \"2:8\", \"4:8\"]\npe_rows = 2\n"
             "pe_cols = 4\nrows = 1\nb_width = 16\noverlap = false\nflow = \"broadcast\"\n"
             "read_latency = 1\nskip_empty = false\n"
             "accumulate_registers = 2\n");
// One dense PE, whose one product leaves nothing to choose between chain and tree.
inline constexpr NamedSpec single_dense =
    nm_named("single_dense",
             "n = 1\nm = 1\npatterns = [\"1:1\"]\npe_rows = 1\npe_cols = 1\nrows = 3\n"
             "a_width = 16\nread_latency = 1\nskip_empty = false\nreduction = \"chain\"\n"
             "accumulate_registers = 1\n");
inline constexpr NamedSpec broadcast_flexible =
    nm_named("broadcast_flexible",
             "n = 2\nm = 3\npatterns = [\"1:3\", \"2:3\"]\npe_rows = 5\npe_cols = 3\n"
             "rows = 4\na_width = 16\nb_width = 4\nflow = \"broadcast\"\nread_latency = 1\n"
             "skip_empty = false\n"
             "accumulate_registers = 1\n");
// PEs that take three blocks of one.
inline constexpr NamedSpec serial_wide =
    nm_named("serial_wide",
             "n = 3\nm = 1\npatterns = [\"1:1\"]\npe_rows = 5\npe_cols = 3\nrows = 16\n"
             "a_width = 4\nb_width = 16\noverlap = false\nread_latency = 1\n"
             "skip_empty = false\n"
             "accumulate_registers = 1\n");
inline constexpr NamedSpec serial_column =
    nm_named("serial_column",
             "n = 2\nm = 7\npe_rows = 4\npe_cols = 1\nrows = 5\noverlap = false\n"
             "flow = \"broadcast\"\n"
             "accumulate_registers = 2\n");
inline constexpr NamedSpec square =
    nm_named("square",
             "n = 1\nm = 4\npatterns = [\"1:4\"]\npe_rows = 4\npe_cols = 4\nrows = 1\n"
             "b_width = 4\nacc_width = 20\n"
             "accumulate_registers = 1\n");
inline constexpr NamedSpec flexible_row =
    nm_named("flexible_row",
             "n = 2\nm = 8\npatterns = [\"1:8\", \"2:8\"]\npe_rows = 1\npe_cols = 3\n"
             "rows = 1\na_width = 4\nacc_width = 17\nflow = \"broadcast\"\n"
             "read_latency = 1\n");
inline constexpr NamedSpec serial_odd =
    nm_named("serial_odd",
             "n = 1\nm = 5\npe_rows = 3\npe_cols = 1\nrows = 1\na_width = 4\nb_width = 4\n"
             "acc_width = 16\noverlap = false\nflow = \"broadcast\"\nread_latency = 1\n"
             "skip_empty = false\n"
             "accumulate_registers = 1\n"
             "registered_ready = true\n");
inline constexpr NamedSpec flexible_odd =
    nm_named("flexible_odd",
             "n = 6\nm = 5\npatterns = [\"1:5\", \"2:5\", \"3:5\"]\npe_rows = 1\n"
             "pe_cols = 1\nrows = 9\nb_width = 16\nflow = \"broadcast\"\nread_latency = 1\n"
             "skip_empty = false\n"
             "accumulate_registers = 2\n");
inline constexpr NamedSpec broadcast_wide =
    nm_named("broadcast_wide",
             "n = 2\nm = 1\npatterns = [\"1:1\"]\npe_rows = 4\npe_cols = 4\nrows = 8\n"
             "a_width = 16\nb_width = 4\nacc_width = 30\noverlap = false\n"
             "flow = \"broadcast\"\n");
// Chains of which the sum of the widest has a bit more than any sum needs; accumulators have none
// to spare.
inline constexpr NamedSpec chained =
    nm_named("chained",
             "n = 6\nm = 4\npatterns = [\"1:4\", \"3:4\"]\npe_rows = 5\npe_cols = 2\n"
             "rows = 4\nb_width = 4\nacc_width = 17\nreduction = \"chain\"\n"
             "accumulate_registers = 2\n");
inline constexpr NamedSpec chained_serial =
    nm_named("chained_serial",
             "n = 2\nm = 5\npe_rows = 4\npe_cols = 3\nrows = 1\na_width = 4\nb_width = 16\n"
             "overlap = false\nread_latency = 1\nskip_empty = false\nreduction = \"chain\"\n");

// Results in parts: one of them, some, and many.
inline constexpr NamedSpec parts_flexible =
    nm_named("parts_flexible",
             "n = 4\nm = 4\npatterns = [\"1:4\", \"2:4\", \"4:4\"]\npe_rows = 3\n"
             "pe_cols = 3\nrows = 5\nresult_bits = 20\n");
inline constexpr NamedSpec parts_serial =
    nm_named("parts_serial",
             "n = 1\nm = 1\npe_rows = 3\npe_cols = 4\nrows = 8\noverlap = false\n"
             "skip_empty = false\nresult_bits = 66\n"
             "registered_ready = true\n");
inline constexpr NamedSpec parts_broadcast =
    nm_named("parts_broadcast",
             "n = 2\nm = 4\npe_rows = 2\npe_cols = 2\nrows = 4\nacc_width = 20\n"
             "flow = \"broadcast\"\nread_latency = 1\nresult_bits = 42\n");

inline constexpr std::array nm_array_parts{parts_flexible, parts_serial, parts_broadcast};

inline constexpr std::array nm_array_specs{flexible,        classic,       broadcast_column,
                                           single,          serial_row,    broadcast_dense,
                                           serial_flexible, single_dense,  broadcast_flexible,
                                           serial_wide,     serial_column, square,
                                           flexible_row,    serial_odd,    flexible_odd,
                                           broadcast_wide,  chained,       chained_serial};

}  // namespace denim::test::engines
