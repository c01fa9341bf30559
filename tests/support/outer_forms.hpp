// Forms of `outer`: one lane, some and as many as the tile has lines; beats that bring all values
// of a line, or fewer; units alone, beside each other and below each other; an adder for each
// accumulator, or banks of them, with conflicts that wait in order or not.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace denim::test {

struct OuterForm {
  int p, q, tile, units, unit_cols, queue, a_values, b_values;
  int banks = 0, collector = 1;

  std::vector<std::string> overrides() const {
    return {"p=" + std::to_string(p),
            "q=" + std::to_string(q),
            "tile=" + std::to_string(tile),
            "units=" + std::to_string(units),
            "unit_cols=" + std::to_string(unit_cols),
            "queue=" + std::to_string(queue),
            "a_values=" + std::to_string(a_values),
            "b_values=" + std::to_string(b_values),
            "banks=" + std::to_string(banks),
            "collector=" + std::to_string(collector)};
  }
};

inline constexpr std::array outer_forms{
    OuterForm{1, 1, 2, 1, 1, 1, 0, 0},        OuterForm{1, 2, 4, 2, 2, 2, 2, 0},
    OuterForm{4, 1, 4, 3, 1, 3, 0, 2},        OuterForm{2, 2, 8, 4, 2, 2, 4, 6},
    OuterForm{8, 8, 8, 1, 1, 2, 0, 0},        OuterForm{2, 8, 16, 6, 3, 1, 8, 0},
    OuterForm{1, 2, 4, 1, 1, 1, 0, 0, 2, 1},  OuterForm{2, 1, 8, 2, 2, 2, 4, 0, 4, 4},
    OuterForm{4, 2, 16, 1, 1, 2, 0, 6, 4, 2}, OuterForm{2, 4, 32, 2, 1, 1, 16, 0, 8, 1},
};

}  // namespace denim::test
