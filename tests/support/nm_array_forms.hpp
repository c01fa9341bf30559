// Forms of `nm_array`: each PE (multipliers, block, patterns) meets each value of each other key
// that chooses hardware in one of them at least, and so do the values of those keys among each
// other.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace denim::test {

struct NmArrayForm {
  int n, m;
  const char* patterns;  // as TOML
  const char* flow;
  bool overlap;
  int read_latency, pe_rows, pe_cols;
  const char* accumulator_ram = "auto";
  const char* reduction = "tree";

  std::vector<std::string> overrides() const {
    return {"n=" + std::to_string(n),
            "m=" + std::to_string(m),
            std::string("patterns=") + patterns,
            std::string("flow=") + flow,
            std::string("overlap=") + (overlap ? "true" : "false"),
            "read_latency=" + std::to_string(read_latency),
            "pe_rows=" + std::to_string(pe_rows),
            "pe_cols=" + std::to_string(pe_cols),
            "rows=6",
            std::string("accumulator_ram_style=") + accumulator_ram,
            std::string("reduction=") + reduction};
  }
};

inline constexpr std::array nm_array_forms{
    NmArrayForm{1, 1, "[]", "systolic", false, 0, 1, 1},
    NmArrayForm{1, 1, "[]", "broadcast", true, 1, 5, 3},
    NmArrayForm{1, 4, "[]", "broadcast", true, 0, 1, 1},
    NmArrayForm{1, 4, "[]", "systolic", false, 1, 5, 3},
    NmArrayForm{1, 5, "[]", "broadcast", false, 1, 1, 1},
    NmArrayForm{1, 5, "[]", "systolic", true, 0, 5, 3},
    NmArrayForm{2, 4, "[]", "systolic", true, 1, 1, 1, "block"},
    NmArrayForm{2, 4, "[]", "broadcast", false, 0, 5, 3},
    NmArrayForm{2, 1, "[\"1:1\"]", "broadcast", false, 0, 5, 1},
    NmArrayForm{2, 1, "[\"1:1\"]", "systolic", true, 1, 1, 3},
    NmArrayForm{3, 5, "[]", "systolic", true, 0, 5, 1, "distributed"},
    NmArrayForm{3, 5, "[]", "broadcast", false, 1, 1, 3},
    NmArrayForm{3, 1, "[\"1:1\"]", "systolic", false, 1, 5, 1},
    NmArrayForm{3, 1, "[\"1:1\"]", "broadcast", true, 0, 1, 3},
    NmArrayForm{2, 4, "[\"1:4\",\"2:4\"]", "broadcast", true, 1, 5, 1},
    NmArrayForm{2, 4, "[\"1:4\",\"2:4\"]", "systolic", false, 0, 1, 3},
    NmArrayForm{3, 5, "[\"1:5\",\"3:5\"]", "broadcast", false, 0, 1, 1},
    NmArrayForm{3, 5, "[\"1:5\",\"3:5\"]", "systolic", true, 1, 5, 3},
    NmArrayForm{4, 4, "[\"1:4\",\"2:4\",\"4:4\"]", "systolic", true, 0, 1, 1},
    NmArrayForm{4, 4, "[\"1:4\",\"2:4\",\"4:4\"]", "broadcast", false, 1, 5, 3},
    NmArrayForm{4, 4, "[\"1:4\"]", "systolic", false, 1, 1, 1},
    NmArrayForm{4, 4, "[\"1:4\"]", "broadcast", true, 0, 5, 3},
    NmArrayForm{6, 3, "[\"1:3\",\"2:3\",\"3:3\"]", "systolic", false, 0, 5, 1},
    NmArrayForm{6, 3, "[\"1:3\",\"2:3\",\"3:3\"]", "broadcast", true, 1, 1, 3},
    NmArrayForm{4, 8, "[]", "broadcast", true, 0, 5, 1},
    NmArrayForm{4, 8, "[]", "systolic", false, 1, 1, 3},
    NmArrayForm{1, 1, "[]", "systolic", true, 1, 5, 3, "auto", "chain"},
    NmArrayForm{2, 4, "[\"1:4\",\"2:4\"]", "systolic", true, 0, 5, 3, "auto", "chain"},
    NmArrayForm{3, 5, "[]", "systolic", false, 0, 5, 1, "auto", "chain"},
    NmArrayForm{4, 4, "[\"1:4\"]", "systolic", true, 1, 1, 3, "auto", "chain"},
    NmArrayForm{6, 3, "[\"1:3\",\"2:3\",\"3:3\"]", "systolic", false, 1, 1, 1, "auto", "chain"},
};

}  // namespace denim::test
