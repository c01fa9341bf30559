// The leaves of rtl/ as the generator sees them. A descriptor repeats a leaf's ports and
// parameters; a test holds every one against the leaf itself, so that they cannot drift.
//
// The leaves of a folder of rtl/ are declared in the header of the same name here.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::catalog {

// A descriptor under construction; `folder` is the leaf's folder in rtl/.
class Describe {
 public:
  Describe(const std::string& folder, const std::string& name);

  Describe& parameter(std::string name, ir::Expr default_value);
  Describe& localparam(std::string name, ir::Expr value);
  // The bounds of a parameter that may be set.
  Describe& at_least(const std::string& parameter, ir::Expr bound);
  Describe& at_most(const std::string& parameter, ir::Expr bound);
  Describe& power_of_two(const std::string& parameter);
  Describe& clock();            // clk_i
  Describe& clock_and_reset();  // clk_i, rst_ni
  Describe& input(std::string name, ir::Expr width = 1);
  Describe& output(std::string name, ir::Expr width = 1);
  // An output that depends combinationally on these inputs; the others are registered.
  Describe& combinational(std::string name, ir::Expr width, std::vector<std::string> inputs);
  // Cycles from data in to data out.
  Describe& latency(ir::Expr cycles);

  // The finished descriptor, which also becomes one of leaves().
  const ir::Leaf* add() const;

 private:
  ir::Leaf leaf_;
};

// Every leaf that is described, in no particular order.
std::span<const ir::Leaf* const> leaves();

}  // namespace denim::catalog
