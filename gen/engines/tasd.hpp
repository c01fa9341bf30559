// The units that a series needs, from the numbers of gen/spec.
#pragma once

#include <span>

#include "gen/blocks/tasd.hpp"
#include "gen/spec/tasd.hpp"

namespace denim::generators {

inline blocks::TasdShape tasd_shape(std::span<const spec::Pattern> terms, bool serial) {
  blocks::TasdShape shape;
  shape.form = serial ? blocks::TasdForm::serial : blocks::TasdForm::sorter;
  for (const spec::TasdUnit& unit : spec::tasd_units(terms)) {
    shape.units.push_back({static_cast<int>(unit.m),
                           {unit.ns.begin(), unit.ns.end()},
                           static_cast<int>(unit.kept())});
  }
  return shape;
}

}  // namespace denim::generators
