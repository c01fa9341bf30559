// The segments of the `demm` engine's top: the sums of the lanes, and the banks of accumulators.
#pragma once

#include <optional>
#include <vector>

#include "gen/engines/demm/lanes.hpp"

namespace denim::generators::demm {

inline bool packed(const Frame& frame) { return frame.number("segments") > 1; }
// A word of accumulators: all columns.
inline Expr row_width(const Frame& frame) {
  return frame.symbol("columns") * frame.symbol("acc_width");
}

// What the banks of accumulators have for the c stream.
struct Results {
  Value emit;                      // a bit for each bank: it has a result
  Value row;                       // its accumulator, bank 0 lowest
  std::vector<Value> next;         // the word of each bank
  std::optional<Value> end_error;  // a bit for each segment
};
// The sums of each column, and the segments with their accumulators.
Results add_segments(Frame& frame, const Control& control, const Products& products);

}  // namespace denim::generators::demm
