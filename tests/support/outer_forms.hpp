// Forms of `outer`: one lane, some and as many as the tile has lines; beats that bring all values
// of a line, or fewer; units alone, beside each other and below each other.
#pragma once

#include <array>
#include <string>
#include <vector>

namespace denim::test {

struct OuterForm {
  int p, q, tile, units, unit_cols, queue, a_values, b_values;

  std::vector<std::string> overrides() const {
    return {"p=" + std::to_string(p),
            "q=" + std::to_string(q),
            "tile=" + std::to_string(tile),
            "units=" + std::to_string(units),
            "unit_cols=" + std::to_string(unit_cols),
            "queue=" + std::to_string(queue),
            "a_values=" + std::to_string(a_values),
            "b_values=" + std::to_string(b_values)};
  }
};

inline constexpr std::array outer_forms{
    OuterForm{1, 1, 2, 1, 1, 1, 0, 0}, OuterForm{1, 2, 4, 2, 2, 2, 2, 0},
    OuterForm{4, 1, 4, 3, 1, 3, 0, 2}, OuterForm{2, 2, 8, 4, 2, 2, 4, 6},
    OuterForm{8, 8, 8, 1, 1, 2, 0, 0}, OuterForm{2, 8, 16, 6, 3, 1, 8, 0},
};

}  // namespace denim::test
