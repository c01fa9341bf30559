// The numbers of a run that can be added up over the layers of a model, and what follows from them.
#pragma once

#include <cstdint>

namespace denim::cli {

struct Figures {
  std::uint64_t multipliers = 0;  // not added up
  std::uint64_t cycles = 0;       // of the RTL, else of the model
  std::uint64_t cycles_model = 0;
  std::uint64_t products_useful = 0;  // of a non-zero of A* and one of B
  double macs_dense = 0;              // R·K·J, of the groups alone
  std::uint64_t a_bytes = 0;          // that A takes with its metadata, stored once
  std::uint64_t b_bits = 0;           // of B's values that pass
  std::uint64_t accumulator_reads = 0;
  std::uint64_t accumulator_writes = 0;
  std::uint64_t nonzeros = 0;    // of A
  std::uint64_t dropped = 0;     // of those, not in A*
  std::uint64_t b_nonzeros = 0;  // of B*
  std::uint64_t b_dropped = 0;   // of B, not in B*
  std::uint64_t a_lost = 0;      // non-zeros of A's file that are none of A
  std::uint64_t a_file_nonzeros = 0;
  std::uint64_t b_lost = 0;
  std::uint64_t b_file_nonzeros = 0;
  double error_to_file = 0;  // ‖A_file − A*·scale‖F / ‖A_file‖F; not added up
  std::uint64_t mismatches = 0;
  std::uint64_t failed = 0;  // runs that did not pass

  // All 0 where there is nothing to share.
  double utilisation() const;  // of the multipliers, by useful products
  double speed_up() const;     // over the dense bound R·K·J / multipliers
  double b_bits_per_cycle() const;
  double accumulator_accesses() const;  // reads and writes, a useful product
  double dropped_share() const;
  double speed_up_over(std::uint64_t other_cycles) const;

  Figures& operator+=(const Figures& more);  // of the same engine
};

}  // namespace denim::cli
