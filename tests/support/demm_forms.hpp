// Forms of `demm`: each value of each key that chooses hardware meets each value of the others in
// one of them at least, but for what a spec refuses.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace denim::test {

struct DemmForm {
  const char* memory;
  bool overlap;
  int read_latency, segments, read_registers, multiply_registers, sum_levels;
  const char* tile_ram = "auto";
  const char* accumulator_ram = "auto";

  std::vector<std::string> overrides() const {
    return {std::string("memory=") + memory,
            std::string("overlap=") + (overlap ? "true" : "false"),
            "read_latency=" + std::to_string(read_latency),
            "segments=" + std::to_string(segments),
            "read_registers=" + std::to_string(read_registers),
            "multiply_registers=" + std::to_string(multiply_registers),
            "sum_levels=" + std::to_string(sum_levels),
            std::string("tile_ram_style=") + tile_ram,
            std::string("accumulator_ram_style=") + accumulator_ram};
  }
};

inline constexpr std::array demm_forms{
    DemmForm{"regs", true, 0, 1, 0, 1, 0},
    DemmForm{"regs", false, 1, 2, 1, 0, 1},
    DemmForm{"regs", true, 1, 4, 0, 2, 2},
    DemmForm{"regs", false, 0, 4, 1, 1, 1},
    DemmForm{"replicated", false, 0, 2, 0, 2, 2, "distributed", "distributed"},
    DemmForm{"replicated", true, 1, 1, 1, 1, 1, "block", "distributed"},
    DemmForm{"replicated", true, 0, 4, 1, 0, 3},
    DemmForm{"replicated", false, 1, 4, 0, 1, 0},
    DemmForm{"replicated", true, 1, 2, 0, 0, 0},
    DemmForm{"banked", true, 0, 2, 1, 1, 3},
    DemmForm{"banked", false, 1, 1, 0, 0, 2, "distributed", "block"},
    DemmForm{"banked", true, 1, 4, 1, 2, 0},
    DemmForm{"banked", false, 0, 4, 0, 0, 1},
    DemmForm{"banked", true, 1, 2, 0, 1, 2},
    DemmForm{"banked", true, 0, 1, 0, 2, 0, "distributed", "auto"},
};

}  // namespace denim::test
