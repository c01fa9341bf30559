// What the cells of a netlist that Yosys has mapped amount to.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace denim::bench {

enum class Family { series7, ecp5 };

inline std::string_view to_string(Family family) {
  return family == Family::series7 ? "7-series" : "ECP5";
}

struct Area {
  std::uint64_t ram_luts = 0;    // used as memory
  std::uint64_t logic_luts = 0;  // all others
  std::uint64_t wide_muxes = 0;  // that join LUTs
  std::uint64_t carries = 0;
  std::uint64_t rams = 0;  // of 18 Kbit
  std::uint64_t flip_flops = 0;
  std::uint64_t multipliers = 0;

  std::uint64_t luts() const { return ram_luts + logic_luts; }

  // Has `other` instead of `part`.
  void replace(const Area& part, const Area& other);
};

inline constexpr std::array<std::uint64_t Area::*, 7> counters{
    &Area::ram_luts, &Area::logic_luts, &Area::wide_muxes, &Area::carries,
    &Area::rams,     &Area::flip_flops, &Area::multipliers};

inline void Area::replace(const Area& part, const Area& other) {
  for (const auto counter : counters) {
    const std::uint64_t all = this->*counter + other.*counter;
    this->*counter = all - std::min(all, part.*counter);
  }
}

// A design of `size`, from the same of two smaller ones: what each counter takes for one more is
// the same everywhere. Rounded up, as RAM blocks are.
inline Area extrapolated(const Area& first, std::uint64_t first_size, const Area& second,
                         std::uint64_t second_size, std::uint64_t size) {
  Area area;
  for (const auto counter : counters) {
    const double each =
        (static_cast<double>(second.*counter) - static_cast<double>(first.*counter)) /
        static_cast<double>(second_size - first_size);
    const double value =
        static_cast<double>(first.*counter) + each * static_cast<double>(size - first_size);
    // What is a whole number must not be rounded up for a last bit.
    area.*counter = static_cast<std::uint64_t>(std::max(0.0, std::ceil(value - 1e-6)));
  }
  return area;
}

struct CellKind {
  std::uint64_t Area::*counter = nullptr;  // null: takes nothing that is counted
  std::uint64_t each = 1;
};

// Sources: AMD UG953 and UG474 (a SLICEM LUT6 is 64 × 1, and a second read port doubles it); for
// ECP5, nextpnr's packer (ecp5/pack.cc), which gives TRELLIS_DPR16X4 two slices of two LUT4 for its
// data and a third one for its write port.
inline const std::map<std::string_view, CellKind>& cell_kinds(Family family) {
  using A = Area;
  static const std::map<std::string_view, CellKind> series7{
      {"LUT1", {&A::logic_luts}},
      {"LUT2", {&A::logic_luts}},
      {"LUT3", {&A::logic_luts}},
      {"LUT4", {&A::logic_luts}},
      {"LUT5", {&A::logic_luts}},
      {"LUT6", {&A::logic_luts}},
      {"SRL16E", {&A::ram_luts}},
      {"SRLC16E", {&A::ram_luts}},
      {"SRLC32E", {&A::ram_luts}},
      {"RAM16X1D", {&A::ram_luts, 2}},
      {"RAM32X1D", {&A::ram_luts, 2}},
      {"RAM64X1D", {&A::ram_luts, 2}},
      {"RAM128X1D", {&A::ram_luts, 4}},
      {"RAM32X1S", {&A::ram_luts}},
      {"RAM64X1S", {&A::ram_luts}},
      {"RAM128X1S", {&A::ram_luts, 2}},
      {"RAM256X1S", {&A::ram_luts, 4}},
      {"RAM32M", {&A::ram_luts, 4}},
      {"RAM64M", {&A::ram_luts, 4}},
      {"MUXF7", {&A::wide_muxes}},
      {"MUXF8", {&A::wide_muxes}},
      {"CARRY4", {&A::carries}},
      {"RAMB18E1", {&A::rams}},
      {"RAMB36E1", {&A::rams, 2}},
      {"FDRE", {&A::flip_flops}},
      {"FDSE", {&A::flip_flops}},
      {"FDCE", {&A::flip_flops}},
      {"FDPE", {&A::flip_flops}},
      {"FDRE_1", {&A::flip_flops}},
      {"DSP48E1", {&A::multipliers}},
      // Yosys 0.23 gives every flip-flop with a low-active reset one, which 7-series' have inside
      // (UG953, IS_R_INVERTED); other inversions are in LUTs.
      {"INV", {}},
      {"BUFG", {}},
      {"GND", {}},
      {"VCC", {}},
  };
  static const std::map<std::string_view, CellKind> ecp5{
      {"LUT4", {&A::logic_luts}},       {"TRELLIS_DPR16X4", {&A::ram_luts, 6}},
      {"PFUMX", {&A::wide_muxes}},      {"L6MUX21", {&A::wide_muxes}},
      {"CCU2C", {&A::carries}},         {"DP16KD", {&A::rams}},
      {"TRELLIS_FF", {&A::flip_flops}}, {"MULT18X18D", {&A::multipliers}},
      {"ALU54B", {&A::multipliers}},    {"GSR", {}},
  };
  return family == Family::series7 ? series7 : ecp5;
}

// Throws std::runtime_error for a cell that is not known: it must not go uncounted.
inline void count_cell(Area& area, Family family, std::string_view type, std::uint64_t number) {
  const auto& kinds = cell_kinds(family);
  const auto found = kinds.find(type);
  if (found == kinds.end()) {
    throw std::runtime_error(
        fmt::format("Yosys maps to {} × {} for {}, which is not counted; add it to cell_kinds() in "
                    "tests/bench/support/cells.hpp",
                    number, type, to_string(family)));
  }
  if (found->second.counter != nullptr) area.*found->second.counter += number * found->second.each;
}

}  // namespace denim::bench
