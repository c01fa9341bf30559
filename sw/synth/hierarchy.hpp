// Whose a cell is: names of a netlist without borders, told as instance and module of the design.
#pragma once

#include <map>
#include <string>

#include "gen/ir/ir.hpp"

namespace denim::synth {

struct Place {
  std::string instance;  // path from the top, "gen_lane[3].u_lane"; empty: the top itself
  std::string module;
  std::string name;  // in that module
};

class Hierarchy {
 public:
  explicit Hierarchy(const ir::Design& design);

  // Of "gen_lane[3].u_lane.index_q_LUT4_Z", a name in the module `top`.
  Place place(const std::string& path, const std::string& top) const;

 private:
  void collect(const ir::Scope& scope, const std::string& around,
               std::map<std::string, std::string>& instances);

  // Module → "gen_lane.u_lane", without the turns of loops → what is instantiated.
  std::map<std::string, std::map<std::string, std::string>> modules_;
};

}  // namespace denim::synth
