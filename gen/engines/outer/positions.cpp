// The positions that a bitmap gives its values.
#include <fmt/format.h>

#include "gen/engines/outer/unit.hpp"

namespace denim::generators::outer {

using ir::Expr;
using ir::Value;

Positions add_positions(ir::Scope& scope, const std::string& side, const Value& bitmap,
                        const Expr& tile, int tile_size) {
  const Expr width = Expr::index_width(tile_size + 1);
  Value counts = scope.net_array(side + "_bit", width, tile, "The bitmap, a number a bit");
  scope.loop("i", tile, "gen_" + side + "_bit", "", [&](ir::Scope& body, const Expr& i) {
    body.assign(counts.word(i), ir::extend(bitmap.bit(i), width));
  });
  for (int half = 1; half < tile_size; half *= 2) {
    const Value sums =
        scope.net_array(fmt::format("{}_count_{}", side, 2 * half), width, tile,
                        fmt::format("Ones up to each bit, of its group of {}", 2 * half));
    scope.loop(
        "g", tile_size / (2 * half), fmt::format("gen_{}_count_{}", side, 2 * half),
        fmt::format("Groups of {}: the upper half adds the ones of the lower half", 2 * half),
        [&](ir::Scope& group, const Expr& g) {
          group.loop("i", half, "gen_half", "", [&](ir::Scope& body, const Expr& i) {
            const Expr low = g * Expr(2 * half) + i;
            const Expr high = g * Expr(2 * half) + (i + Expr(half));
            const Expr carry = g * Expr(2 * half) + Expr(half - 1);
            body.assign(sums.word(low), counts.word(low));
            body.assign(sums.word(high), counts.word(high) + counts.word(carry));
          });
        });
    counts = sums;
  }
  const Value before = scope.net_array(side + "_before", width, tile + 1,
                                       "Ones below each bit; the last: of all bits");
  scope.assign(before.word(Expr(0)), ir::constant(width, 0));
  scope.loop("i", tile, "gen_" + side + "_before", "", [&](ir::Scope& body, const Expr& i) {
    body.assign(before.word(i + 1), counts.word(i));
  });
  return {before, width};
}

}  // namespace denim::generators::outer
