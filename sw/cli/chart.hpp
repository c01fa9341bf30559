// A horizontal bar chart as SVG: a file of its own, that needs no other and is legible in light and
// dark.
#pragma once

#include <string>
#include <vector>

namespace denim::cli {

struct BarChart {
  struct Bar {
    std::string label;  // beside it, to the left
    double value = 0;   // its length, not negative
    std::string text;   // behind its end
  };

  std::string title;
  std::string subtitle;
  std::vector<Bar> bars;                // from the top
  double reference = 0;                 // a value at which a line stands; 0: none
  std::vector<std::string> notes = {};  // below the bars, a line each

  // Texts are escaped; a reader of the screen hears the title and every bar.
  std::string to_svg() const;
};

}  // namespace denim::cli
