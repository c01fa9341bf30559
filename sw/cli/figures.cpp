#include "sw/cli/figures.hpp"

#include <algorithm>

namespace denim::cli {

namespace {

double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

}  // namespace

double Figures::utilisation() const {
  return ratio(static_cast<double>(products_useful),
               static_cast<double>(multipliers) * static_cast<double>(cycles));
}

double Figures::speed_up() const {
  return ratio(macs_dense, static_cast<double>(multipliers) * static_cast<double>(cycles));
}

double Figures::b_bits_per_cycle() const {
  return ratio(static_cast<double>(b_bits), static_cast<double>(cycles));
}

double Figures::accumulator_accesses() const {
  return ratio(static_cast<double>(accumulator_reads + accumulator_writes),
               static_cast<double>(products_useful));
}

double Figures::dropped_share() const {
  return ratio(static_cast<double>(dropped), static_cast<double>(nonzeros));
}

double Figures::speed_up_over(std::uint64_t other_cycles) const {
  return ratio(static_cast<double>(other_cycles), static_cast<double>(cycles));
}

Figures& Figures::operator+=(const Figures& more) {
  multipliers = more.multipliers;
  cycles += more.cycles;
  cycles_model += more.cycles_model;
  products_useful += more.products_useful;
  macs_dense += more.macs_dense;
  a_bytes += more.a_bytes;
  b_bits += more.b_bits;
  accumulator_reads += more.accumulator_reads;
  accumulator_writes += more.accumulator_writes;
  nonzeros += more.nonzeros;
  dropped += more.dropped;
  b_nonzeros += more.b_nonzeros;
  b_dropped += more.b_dropped;
  a_lost += more.a_lost;
  a_file_nonzeros += more.a_file_nonzeros;
  b_lost += more.b_lost;
  b_file_nonzeros += more.b_file_nonzeros;
  mismatches += more.mismatches;
  failed += more.failed;
  return *this;
}

}  // namespace denim::cli
