// What a mapped design takes of a chip.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace denim::synth {

struct Area {
  std::uint64_t logic_luts = 0;  // LUTs but those that are memory
  std::uint64_t ram_luts = 0;    // LUTs that are memory, or shift registers
  std::uint64_t wide_muxes = 0;  // that join LUTs
  std::uint64_t carries = 0;     // cells of carry chains, each of as many bits as the target has
  std::uint64_t flip_flops = 0;
  std::uint64_t rams = 0;  // block RAMs, in the target's unit
  std::uint64_t dsps = 0;
  std::uint64_t gates = 0;  // cells of a library, which is no target with LUTs
  double cell_area = 0;     // of those cells, in the library's unit

  std::uint64_t luts() const { return ram_luts + logic_luts; }
};

struct Counter {
  std::string_view name;  // in JSON
  std::uint64_t Area::*count;
};

inline constexpr std::array<Counter, 8> counters{{{"lut", &Area::logic_luts},
                                                  {"ff", &Area::flip_flops},
                                                  {"carry", &Area::carries},
                                                  {"lutram", &Area::ram_luts},
                                                  {"wide_mux", &Area::wide_muxes},
                                                  {"bram", &Area::rams},
                                                  {"dsp", &Area::dsps},
                                                  {"gates", &Area::gates}}};

// `times` such parts more.
inline void add(Area& area, const Area& part, std::uint64_t times = 1) {
  for (const Counter& counter : counters) area.*counter.count += part.*counter.count * times;
  area.cell_area += part.cell_area * static_cast<double>(times);
}

}  // namespace denim::synth
