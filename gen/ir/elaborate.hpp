// A module at its default parameters: loops unrolled, every width and offset a number.
//
// Bits are kept as intervals, so that the cost depends on the number of slices, not on how wide
// the nets are.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gen/ir/ir.hpp"

namespace denim::ir::detail {

// Bits [low +: width] of a signal.
struct Segment {
  int signal = 0;
  std::int64_t low = 0;
  std::int64_t width = 0;

  auto operator<=>(const Segment&) const = default;
};

// What drives some bits of a signal.
struct Drive {
  enum class Kind {
    settled,  // a constant, a register, or an output port that no input reaches combinationally
    node,     // an operator, or an output port with combinational paths
    copy,     // bits of another signal, by an assignment
  };
  std::int64_t low = 0;
  std::int64_t width = 0;
  Kind kind = Kind::settled;
  int node = 0;         // of Kind::node
  Segment source;       // of Kind::copy
  std::string by = {};  // "an assignment", "an output of u_add", for messages
};

struct Signal {
  enum class Role { input, output, net, memory };
  std::string name;  // with the loops around it: "gen_column[3].sum"
  Role role = Role::net;
  bool may_be_unread = false;
  std::int64_t width = 0;       // of an array of nets: of all its words, word 0 lowest
  std::int64_t word_width = 0;  // of an array of nets or a memory
  std::vector<Drive> drives;
  std::vector<Segment> reads;
};

// What depends combinationally on other signals: an output port of an instance, or what operators
// make.
struct Node {
  std::string name;  // "gen_column[3].u_select.data_o"; "an operator"
  std::vector<Segment> inputs;
};

struct Elaboration {
  std::vector<Signal> signals;  // the ports of the module first, in their order
  std::vector<Node> nodes;
};

// Refuses what the numbers show to be wrong: widths below one bit, slices outside their signal,
// constants that do not fit, loops without a turn. The module has passed check_scopes().
Elaboration elaborate(const Module& module);

}  // namespace denim::ir::detail
