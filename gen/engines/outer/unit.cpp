// A unit of `outer`: a queue of steps of k, p·q multipliers, and rows of accumulators.
#include "gen/engines/outer/unit.hpp"

#include <fmt/format.h>

#include "gen/engines/outer/common_unit.hpp"

namespace denim::generators::outer {

UnitShape::UnitShape(const spec::Spec& spec) {
  const auto number = [&](const char* key) { return static_cast<int>(spec.number(key)); };
  p = number("p");
  q = number("q");
  tile = number("tile");
  a_slots = number("a_slots");
  b_slots = number("b_slots");
  queue = number("queue");
  banks = number("bank_lines");
  collector = number("collector");
}

const ir::Module& add_unit(ir::Design& design, const std::string& name, const UnitShape& shape,
                           const spec::Spec& spec) {
  // A pointer, for g++ 14 takes a reference for one to the name, which is a temporary.
  const ir::Module* row =
      &(shape.is_banked() ? add_bank_row : add_row)(design, name + "_row", shape, spec);
  ir::Module& module = design.add(
      name,
      fmt::format("A unit: takes steps of k, a column of A and a row of B as bitmaps and "
                  "condensed values, multiplies {} values by {} a step, and adds the products "
                  "to a tile of {} × {} accumulators{}. A complete tile leaves row by row while "
                  "the next one is added up.",
                  shape.p, shape.q, shape.tile, shape.tile,
                  shape.is_banked()
                      ? fmt::format(", which are RAMs in {} rows and columns of banks", shape.banks)
                      : ""));
  (shape.is_banked() ? add_banked_unit : add_flat_unit)(module, *row, shape, spec);
  return module;
}

}  // namespace denim::generators::outer
